/** Rules for names and quantities of Kubernetes: each answers why a text breaks it, or undefined. */

/** Namespaces. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export function dnsLabelProblem(name: string): string | undefined {
  return problem(name, 63, /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "lower-case letters, digits and hyphens inside");
}

/** ServiceAccounts and Secrets. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export function dnsSubdomainProblem(name: string): string | undefined {
  const label = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
  const rule = "lower-case letters, digits, and hyphens and dots inside";
  return problem(name, 253, new RegExp(`^${label}(\\.${label})*$`), rule);
}

/** Objects of RBAC. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#path-segment-names */
export function pathSegmentProblem(name: string): string | undefined {
  if (name === "." || name === "..") return `expected a name that is not "${name}"`;
  return problem(name, 253, /^[^/%]+$/, 'text without "/" and "%"');
}

/** Helm releases. @see https://helm.sh/docs/chart_template_guide/builtin_objects/ (53: room for the suffixes of a label) */
export function helmReleaseProblem(name: string): string | undefined {
  return problem(name, 53, /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "lower-case letters, digits and hyphens inside");
}

/** Amounts of CPU and memory. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function quantityProblem(text: string): string | undefined {
  const pattern = /^\+?(\d+(\.\d*)?|\.\d+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/;
  return problem(text, 63, pattern, "a Kubernetes quantity such as 500m, 2 or 8Gi");
}

/** How much a quantity is, in whole units. */
export function quantityValue(text: string): number {
  const [, number = "0", suffix = ""] = /^\+?([\d.]+)(.*)$/.exec(text) ?? [];
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  return Number(number) * (exponent === undefined ? (MULTIPLES[suffix] ?? 1) : 10 ** Number(exponent));
}

const MULTIPLES: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

function problem(text: string, longest: number, pattern: RegExp, rule: string): string | undefined {
  if (text.length > longest) return `${String(text.length)} characters, expected at most ${String(longest)}`;
  return pattern.test(text) ? undefined : `expected ${rule}`;
}
