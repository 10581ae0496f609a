import { conditionList } from "../../iam/conditions";
import type { Statement } from "../../iam/policy";
import { admitsTokens, claimConditionsOf, isNecessary, issuersOf } from "../../iam/trusted";
import { mayAssume } from "../../iam/evaluate/trust";
import { NOT_KNOWN } from "../interpret-kubernetes";
import type { AccessModel, ModelPath, Pod, RoleName } from "../model";
import { splitPod } from "../trust-domain";
import type { Edge, Place } from "./graph";
import type { HeldRole } from "./role-rights";

/** Who gets a role by being a pod: by an association, by an annotation, or because its trust lets in more than one. */
export function roleEdges(model: AccessModel, roles: readonly HeldRole[], namespaces: readonly string[]) {
  const byName = new Map(roles.map((role) => [role.name, role]));
  const associated = (Object.entries(model.associations) as [Pod, RoleName][]).map(([pod, role]) =>
    toRole(pod, role, "by pod identity", ["associations", pod]),
  );
  const annotated = (Object.entries(model.pods) as [Pod, AccessModel["pods"][Pod]][]).flatMap(
    ([pod, { roleArn }]): readonly Edge[] => {
      if (roleArn === undefined || roleArn === NOT_KNOWN) return [];
      const name = roleArn.split("/").at(-1) ?? "";
      const edge = toRole(pod, name, "by its annotation, if the role trusts it", ["pods", pod, "roleArn"]);
      const role = byName.get(name);
      return [role === undefined || letsIn(role, pod) ? edge : { ...edge, cut: `the trust of role ${name}` }];
    },
  );
  const wide = roles.flatMap((role) => wideTrusts(role, namespaces));
  const anywhere = wide.some(({ from }) => from.kind === "own pods" && from.name === ANYWHERE)
    ? namespaces.map((namespace): Edge => ({
        from: { kind: "own pods", name: namespace },
        to: { kind: "own pods", name: ANYWHERE },
        how: "is a pod of the cluster",
        at: [],
      }))
    : [];
  return [...associated, ...annotated, ...wide, ...anywhere];
}

const ANYWHERE = "*";

function toRole(pod: Pod, role: RoleName, by: string, at: ModelPath): Edge {
  const to: Place = { kind: "role", name: role };
  return { from: { kind: "pod", name: pod }, to, how: `may be role ${role}, ${by}`, at, meant: true };
}

/** Whether a trust lets in a pod by its token, as far as it is known. */
function letsIn({ name, arn, account = "", trust }: HeldRole, pod: Pod): boolean {
  if (trust === undefined) return true;
  const { namespace, serviceAccount } = splitPod(pod);
  return trust.some((statement) =>
    providersOf(statement).some(({ provider, issuer }) => {
      const verdict = mayAssume(
        { name, arn, account, trust },
        { kind: "service account token", provider, issuer, audience: AUDIENCE, namespace, serviceAccount },
      );
      return verdict.verdict === "allowed" || verdict.verdict === "cannot tell";
    }),
  );
}

const AUDIENCE = "sts.amazonaws.com";

function providersOf({ Principal }: Statement): readonly { readonly provider: string; readonly issuer: string }[] {
  const federated = typeof Principal === "object" ? (Principal.Federated ?? []) : [];
  return federated.flatMap((provider) => {
    const [, issuer] = provider.split(":oidc-provider/");
    return issuer === undefined ? [] : [{ provider, issuer }];
  });
}

/**
 * Where a trust lets in ServiceAccounts by a wildcard: who starts pods there asks for a token of whatever audience.
 * Those that it names have it by an annotation.
 */
function wideTrusts({ name, trust = [] }: HeldRole, namespaces: readonly string[]): readonly Edge[] {
  return trust.flatMap((statement, index): readonly Edge[] => {
    if (!admitsTokens(statement) || !isOfClusters(statement)) return [];
    const subjects = claimConditionsOf(statement)
      .filter(({ claim, operator }) => claim === "sub" && isNecessary(operator))
      .flatMap(({ values }) => values);
    const patterns = subjects.length === 0 ? ["*"] : subjects.filter((value) => /[*?]/.test(value));
    return patterns.flatMap((pattern): readonly Edge[] => {
      const [, , namespace = ""] = pattern.split(":");
      const whole = /[*?]/.test(namespace) || namespace === "";
      const from = whole ? [ANYWHERE] : namespaces.filter((each) => each === namespace);
      return from.map((each) => ({
        from: { kind: "own pods", name: each },
        to: { kind: "role", name },
        how: `may be role ${name}, which trusts ${pattern}`,
        at: ["roles", name, "trust", index],
      }));
    });
  });
}

/** Whether it is about tokens of clusters, not of GitLab: by the subject, or by the issuer. */
function isOfClusters(statement: Statement): boolean {
  const subjects = conditionList(statement).filter(({ key }) => key.endsWith(":sub"));
  return subjects.length === 0
    ? issuersOf(statement).some((issuer) => issuer.startsWith("oidc.eks."))
    : subjects.some(({ values }) => values.some((value) => /^(system:serviceaccount:|\*)/.test(value)));
}
