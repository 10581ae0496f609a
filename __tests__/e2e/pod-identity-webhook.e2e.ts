import { EKSClient, ListPodIdentityAssociationsCommand } from "@aws-sdk/client-eks";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { clientConfig } from "../../sandbox/aws-api";
import { component } from "../../sandbox/components";
import { freePorts, until } from "../../sandbox/processes";
import { platformOf, type Sandbox } from "../../sandbox/sandbox";
import { jobPod, podUser } from "./guard-requests";
import { inSandbox } from "./support";

const ISSUER = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE";

const DECLARATION: DeclarationInput = {
  name: "hook",
  aws: { account: "123456789012", region: "eu-central-1" },
  cluster: { name: "hooked", oidcProvider: { issuer: `https://${ISSUER}` } },
  gitlab: { projects: { "acme/docs": { id: 42 } } },
  buckets: { cache: { existing: "acme-cache" } },
  runners: {
    docs: {
      namespace: "ci-docs",
      refs: "protected",
      tokenSecret: "token",
      defaultIdentity: "build",
      cache: "cache",
    },
  },
  identities: {
    build: { runner: "docs", projects: ["acme/docs"], allow: [] },
    publish: { runner: "docs", projects: ["acme/docs"], allow: [] },
    moving: { runner: "docs", projects: ["acme/docs"], credentials: "migrating", allow: [] },
    before: { runner: "docs", projects: ["acme/docs"], credentials: "irsa", allow: [] },
  },
};

const POD_IDENTITY = {
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE:
    "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token",
};

/** The webhook of every EKS cluster, told of the associations that are in the AWS API as EKS tells it. */
inSandbox(
  "the webhook that gives pods their credentials",
  { declaration: DECLARATION },
  (sandbox) => {
    beforeAll(async () => {
      const { it } = sandbox;
      await it.prepare(platformOf(DECLARATION));
      await it.synth(DECLARATION);
      await it.applier.apply("hook-identities");
      await it.kubernetes.client.send("POST", "/api/v1/namespaces/ci-docs/serviceaccounts", {
        metadata: { name: "stray" },
      });
      await startWebhook(it);
      await until("the guard", 30, async () => {
        const path = "/api/v1/namespaces/ci-docs/pods?dryRun=All";
        const { status } = await it.kubernetes.client.request("POST", path, jobPod({ account: "build" }));
        return status !== 201;
      });
    });

    /** The variables of AWS in each container of a pod, by its manager's wish. */
    async function variables(account: string, namespace = "ci-docs"): Promise<unknown> {
      const { client } = sandbox.it.kubernetes;
      const pod = jobPod({ account });
      const manager = podUser("ci-docs-manager/docs-manager");
      const as = namespace === "ci-docs" ? manager : undefined;
      const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
      const { spec } = (await client.send("POST", path, pod, as)) as { readonly spec: PodSpec };
      return [...spec.initContainers, ...spec.containers].map(({ name, env = [] }) => [
        name,
        Object.fromEntries(env.filter((each) => !each.name.includes("REGION")).map((each) => [each.name, each.value])),
      ]);
    }

    const inEach = (env: object) => [
      ["prepare", env],
      ["build", env],
    ];

    test.each(["build", "publish"])(
      "gives a job that is %s those of pod identity, and no role by name",
      async (account) => {
        expect(await variables(account)).toEqual(inEach(POD_IDENTITY));
      },
    );

    test("gives a job of an identity that moves those of pod identity, and not both", async () => {
      expect(await variables("moving")).toEqual(inEach(POD_IDENTITY));
    });

    test("gives a job of an identity by IRSA its own role", async () => {
      expect(await variables("before")).toEqual(
        inEach({
          AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/hook-before",
          AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
        }),
      );
    });

    test("gives the manager its own, for the cache", async () => {
      expect(await variables("docs-manager", "ci-docs-manager")).toEqual(inEach(POD_IDENTITY));
    });

    test("gives a pod without an identity nothing", async () => {
      expect(await variables("default", "ci-docs-manager")).toEqual(inEach({}));
    });

    test("is never asked for a ServiceAccount that the guard does not know", async () => {
      await expect(variables("stray")).rejects.toThrow("project 42 may not run as ServiceAccount stray");
    });

    test("mounts a token for pod identity alone, of the pod's own ServiceAccount", async () => {
      const { client } = sandbox.it.kubernetes;
      const path = "/api/v1/namespaces/ci-docs/pods?dryRun=All";
      const as = podUser("ci-docs-manager/docs-manager");
      const { spec } = (await client.send("POST", path, jobPod({ account: "publish" }), as)) as {
        readonly spec: PodSpec;
      };
      expect(spec.serviceAccountName).toBe("publish");
      const tokens = spec.volumes.flatMap(({ projected }) =>
        (projected?.sources ?? []).flatMap(({ serviceAccountToken }) => serviceAccountToken?.audience ?? []),
      );
      expect(tokens).toEqual(["pods.eks.amazonaws.com"]);
    });
  },
  ["eks-pod-identity-webhook"],
);

interface PodSpec {
  readonly serviceAccountName: string;
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly {
    readonly projected?: {
      readonly sources: readonly { readonly serviceAccountToken?: { readonly audience?: string } }[];
    };
  }[];
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

async function startWebhook({ folder, processes, aws, kubernetes }: Sandbox): Promise<void> {
  const eks = new EKSClient(clientConfig(aws));
  const { associations = [] } = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName: "hooked" }));
  const identities = associations.map(({ namespace, serviceAccount }) => ({ namespace, serviceAccount }));
  const file = join(folder, "container-credentials.json");
  writeFileSync(file, JSON.stringify({ identities }));
  const [port = 0, metrics = 0] = await freePorts(2);
  processes.start("eks-pod-identity-webhook", component("eks-pod-identity-webhook"), [
    "--in-cluster=false",
    `--kubeconfig=${kubernetes.kubeconfig}`,
    `--tls-cert=${kubernetes.certificate}`,
    `--tls-key=${kubernetes.key}`,
    `--port=${String(port)}`,
    `--metrics-port=${String(metrics)}`,
    `--watch-container-credentials-config=${file}`,
    "--aws-default-region=eu-central-1",
  ]);
  const { client } = kubernetes;
  await client.send("POST", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", {
    metadata: { name: "pod-identity-webhook" },
    webhooks: [
      {
        name: "iam-for-pods.amazonaws.com",
        clientConfig: {
          url: `https://127.0.0.1:${String(port)}/mutate`,
          caBundle: readFileSync(kubernetes.certificate).toString("base64"),
        },
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
        failurePolicy: "Ignore",
        sideEffects: "None",
        admissionReviewVersions: ["v1beta1"],
      },
    ],
  });
  await until("the webhook", 30, async () => {
    const path = "/api/v1/namespaces/ci-docs/pods?dryRun=All";
    const { body } = await client.request(
      "POST",
      path,
      jobPod({ account: "build" }),
      podUser("ci-docs-manager/docs-manager"),
    );
    return JSON.stringify(body).includes("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  });
}
