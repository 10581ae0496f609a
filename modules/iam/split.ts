import { LIMITS } from "./limits";
import { type PolicyDocument, policyDocument, policySize, type PlainStatement } from "./policy";

/** Policies that together say what one would, each within the size of a managed policy. */
export interface SplitPolicy {
  /** The base policy first, without a service; then the services that outgrew it, sorted. None for no statements. */
  readonly documents: readonly { readonly service?: string; readonly document: PolicyDocument<PlainStatement> }[];
  /** Services whose permissions alone are larger than a managed policy. */
  readonly oversized: readonly string[];
}

/**
 * Splits a policy that is larger than a managed policy by AWS service: the largest services move out until the rest
 * fits. The base keeps at least one service, so that its address never comes and goes.
 */
export function splitPolicy(statements: readonly PlainStatement[]): SplitPolicy {
  const whole = policyDocument(statements);
  if (whole.Statement.length === 0) return { documents: [], oversized: [] };
  if (fits(whole)) return { documents: [{ document: whole }], oversized: [] };

  const services = [...byService(whole.Statement)].map(([service, own]) => ({
    service,
    document: policyDocument(own),
  }));
  const oversized = services.filter(({ document }) => !fits(document)).map(({ service }) => service);
  const bySize = services
    .map((entry) => ({ ...entry, size: policySize(entry.document) }))
    .sort((a, b) => b.size - a.size || (a.service < b.service ? -1 : 1));
  const moved = new Set<string>();
  const base = () =>
    policyDocument(services.filter(({ service }) => !moved.has(service)).flatMap(({ document }) => document.Statement));
  for (const { service } of bySize.slice(0, -1)) {
    if (fits(base())) break;
    moved.add(service);
  }
  const out = services.filter(({ service }) => moved.has(service)).sort((a, b) => (a.service < b.service ? -1 : 1));
  return { documents: [{ document: base() }, ...out], oversized: oversized.sort() };
}

function fits(document: PolicyDocument<PlainStatement>): boolean {
  return policySize(document) <= LIMITS.managedPolicySize.value;
}

/** Statements by the service of their actions; one of several services is divided. */
function byService(statements: readonly PlainStatement[]): ReadonlyMap<string, readonly PlainStatement[]> {
  const groups = new Map<string, PlainStatement[]>();
  for (const statement of statements) {
    const services = new Set(statement.Action.map(serviceOf));
    for (const service of services) {
      const part = { ...statement, Action: statement.Action.filter((action) => serviceOf(action) === service) };
      groups.set(service, [...(groups.get(service) ?? []), part]);
    }
  }
  return groups;
}

function serviceOf(action: string): string {
  return action.split(":")[0] ?? "";
}
