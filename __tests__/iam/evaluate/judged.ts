import { type Context, context } from "../../../modules/iam/evaluate/context";
import { compile, type Permissions, type Policy, type Verdict } from "../../../modules/iam/evaluate/judge";
import { parsePolicy } from "../../../modules/iam/policy";
import type { Document, Scenario } from "./generate";

/** What the judge says of a generated case, with other circumstances or more policies where they are given. */
export function judged(
  given: Scenario,
  { circumstances, ...more }: Partial<Permissions> & { readonly circumstances?: Context } = {},
): Verdict {
  const account = given.principal.split(":")[4] ?? "";
  return compile({
    identity: given.identity.map((document, i) => policyOf(`identity ${String(i)}`, document)),
    ...(given.boundary === undefined ? {} : { boundary: policyOf("boundary", given.boundary) }),
    resource: given.resourcePolicy === undefined ? [EMPTY] : [policyOf("resource", given.resourcePolicy)],
    unknown: [],
    ...more,
  })({
    action: given.action,
    resource: given.resource,
    principal: { kind: "AWS", name: given.principal, account },
    resourceAccount: given.resourceAccount,
    context: circumstances ?? context(given.context, "absent"),
  });
}

/** A policy of the resource that says nothing. */
const EMPTY: Policy = { name: "resource", version: "2012-10-17", statements: [] };

function policyOf(name: string, document: Document): Policy {
  const policy = parsePolicy(document);
  if (policy === undefined) throw new Error(`a policy that does not read: ${JSON.stringify(document)}`);
  return { name, ...policy };
}
