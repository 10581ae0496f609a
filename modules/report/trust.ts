import type { AccessModel } from "../access/model";
import type { IdTokenRefs } from "../platform/identity";

type Trust = Extract<AccessModel["roles"][string]["trust"], { readonly value: unknown }>["value"][number];
type Conditions = NonNullable<Trust["Condition"]>;

/** Refs in words: `branch main or any tag, protected only`. */
export function refsText({ branches, tags, protected: only }: IdTokenRefs): string {
  const named = (kind: string) => (name: string) => (name === "*" ? `any ${kind}` : `${kind} ${name}`);
  const names = [...branches.map(named("branch")), ...tags.map(named("tag"))];
  return `${names.join(" or ")}${only ? ", protected only" : ""}`;
}

/** Whom a statement of a trust policy lets in, in words; what is none of ours as it stands. */
export function trustText(statement: Trust): string {
  return podIdentityText(statement) ?? tokenText(statement) ?? JSON.stringify(statement);
}

function podIdentityText({ Effect, Principal, Condition = {} }: Trust): string | undefined {
  if (Effect !== "Allow" || one(principals(Principal, "Service")) !== "pods.eks.amazonaws.com") return undefined;
  const { StringEquals: equals = {}, ArnEquals: arns = {} } = Condition;
  const namespace = one(equals["aws:RequestTag/kubernetes-namespace"]);
  const serviceAccount = one(equals["aws:RequestTag/kubernetes-service-account"]);
  const cluster = one(arns["aws:SourceArn"]);
  if (namespace === undefined || serviceAccount === undefined || cluster === undefined) return undefined;
  return `pod identity of ${namespace}/${serviceAccount} in ${cluster}`;
}

function tokenText({ Effect, Principal, Condition = {} }: Trust): string | undefined {
  const issuer = one(principals(Principal, "Federated"))?.split(":oidc-provider/")[1];
  if (Effect !== "Allow" || issuer === undefined) return undefined;
  const claims = claimsOf(Condition, issuer);
  const subjects = claims?.get("sub");
  const audience = claims?.get("aud");
  if (claims === undefined || subjects === undefined || audience === undefined) return undefined;
  const others = [...claims].filter(([claim]) => claim !== "sub" && claim !== "aud");
  const further = others.map(([claim, values]) => `, ${claim} ${values.join(" or ")}`).join("");
  return `${subjects.map(subjectText).join(" or ")} by tokens of ${issuer} for ${audience.join(" or ")}${further}`;
}

/** What is asked of each claim; undefined where anything but claims of this issuer is asked. */
function claimsOf(conditions: Conditions, issuer: string): ReadonlyMap<string, readonly string[]> | undefined {
  const claims = new Map<string, readonly string[]>();
  for (const [operator, keys] of Object.entries(conditions)) {
    if (operator !== "StringEquals" && operator !== "StringLike") return undefined;
    for (const [key, values] of Object.entries(keys)) {
      const claim = key.startsWith(`${issuer}:`) ? key.slice(issuer.length + 1) : "";
      // A claim under two operators is asked twice, which no word of ours says.
      if (claim === "" || claims.has(claim)) return undefined;
      claims.set(claim, values);
    }
  }
  return claims;
}

function subjectText(subject: string): string {
  const [, namespace, serviceAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject) ?? [];
  if (namespace !== undefined && serviceAccount !== undefined) return `ServiceAccount ${namespace}/${serviceAccount}`;
  const [, by = "", project = "", kind = "", name = ""] =
    /^project_(path|id):([^:]+):ref_type:(branch|tag):ref:(.+)$/.exec(subject) ?? [];
  if (name === "") return subject;
  return `${name === "*" ? `any ${kind}` : `${kind} ${name}`} of ${by === "id" ? "project " : ""}${project}`;
}

function principals(principal: Trust["Principal"], kind: string): readonly string[] {
  return principal === undefined || principal === "*" ? [] : (principal[kind] ?? []);
}

function one(values: readonly string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined;
}
