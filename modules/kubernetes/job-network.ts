import { isDeepStrictEqual } from "node:util";

/** What enforces NetworkPolicy for pods without an owner too, as the runner's are. The VPC CNI does not. */
export const NETWORK_ENGINES = ["calico", "cilium"] as const;

export type NetworkEngine = (typeof NETWORK_ENGINES)[number];

/**
 * The network of jobs: nobody reaches them, and they reach everything but the metadata service of their node, which
 * would give them its role. DNS and the agent of pod identity are named, since some engines know them apart from
 * addresses.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
export function jobNetworkPolicy(namespace: string): Readonly<Record<string, unknown>> {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "jobs", namespace },
    spec: {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
      egress: [
        {
          to: [
            { ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } },
            { ipBlock: { cidr: "::/0", except: ["fd00:ec2::254/128"] } },
          ],
        },
        { to: [{ namespaceSelector: {} }], ports: [port("UDP", 53), port("TCP", 53)] },
        {
          to: [{ ipBlock: { cidr: "169.254.170.23/32" } }, { ipBlock: { cidr: "fd00:ec2::23/128" } }],
          ports: [port("TCP", 80), port("TCP", 2703)],
        },
      ],
    },
  };
}

/** The namespace whose jobs' network a manifest closes; undefined unless it is exactly what is made here. */
export function readJobNetworkPolicy(manifest: unknown): string | undefined {
  if (typeof manifest !== "object" || manifest === null || !("metadata" in manifest)) return undefined;
  const { metadata } = manifest;
  const namespace =
    typeof metadata === "object" && metadata !== null && "namespace" in metadata ? metadata.namespace : undefined;
  if (typeof namespace !== "string") return undefined;
  return isDeepStrictEqual(manifest, jobNetworkPolicy(namespace)) ? namespace : undefined;
}

function port(protocol: "TCP" | "UDP", number: number) {
  return { protocol, port: number };
}
