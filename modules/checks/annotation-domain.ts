import type { AccessModel } from "../access/model";
import { suggest } from "../platform/suggest";
import type { ModelCheck, Observation } from "./rule";

export const annotationDomain: ModelCheck = {
  id: "annotation-domain",
  of: "model",
  what: "Annotations of ServiceAccounts that are meant for EKS are ones that EKS reads.",
  why: "Kubernetes takes any annotation without a word: with a misspelt one the pods start without the role, or as their node.",
  fix: "Write `eks.amazonaws.com/` and the name as EKS documents it.",
  example: [
    "# kubernetes_service_account_v1",
    "annotations: { eks.amazonaw.com/role-arn: arn:aws:iam::111122223333:role/app }",
  ].join("\n"),
  acceptable: false,
  judge,
};

const DOMAIN = "eks.amazonaws.com";

/** @see https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough */
const NAMES = ["audience", "role-arn", "skip-containers", "sts-regional-endpoints", "token-expiration"] as const;
const KNOWN: readonly string[] = NAMES.map((name) => `${DOMAIN}/${name}`);

function judge({ pods }: AccessModel): readonly Observation[] {
  return Object.entries(pods).flatMap(([pod, { annotations }]) =>
    Object.entries(annotations).flatMap(([key, value]): readonly Observation[] => {
      const meant = meantBy(key, value);
      if (meant === undefined) return [];
      const message = `got the annotation ${key}, which EKS does not read, expected ${meant}`;
      return [{ at: ["pods", pod, "annotations", key], severity: "error", about: key, message, fix: `write ${meant}` }];
    }),
  );
}

/** The annotation that another was meant to be; undefined for one that is known, or that others read. */
function meantBy(key: string, value: string): string | undefined {
  if (KNOWN.includes(key)) return undefined;
  if (/^arn:[^:]+:iam::[^:]*:role\//.test(value)) return `${DOMAIN}/role-arn`;
  const slash = key.indexOf("/");
  const [domain, name] = slash < 0 ? [key, ""] : [key.slice(0, slash), key.slice(slash + 1)];
  const close = suggest(name, NAMES) ?? (/^role/i.test(name) ? "role-arn" : undefined);
  if (domain.toLowerCase() === DOMAIN || isMisspelt(domain)) return `${DOMAIN}/${close ?? NAMES.join(", ")}`;
  // Others' annotations have names of their own; who writes a name of EKS under a domain of AWS means EKS.
  return close !== undefined && /amazon|aws|eks/i.test(domain) ? `${DOMAIN}/${close}` : undefined;
}

/** Other services have domains of their own that differ by their first word: `k8s.amazonaws.com`. */
function isMisspelt(domain: string): boolean {
  return !/^[^.]+\.amazonaws\.com$/i.test(domain) && suggest(domain, [DOMAIN]) === DOMAIN;
}
