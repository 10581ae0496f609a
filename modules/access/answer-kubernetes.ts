import { boundRules, SERVICE_ACCOUNT_DEFAULTS } from "../kubernetes/evaluate/bound-rules";
import { judge } from "../kubernetes/evaluate/judge";
import { parseRequest } from "../kubernetes/evaluate/parse-request";
import type { PolicyRule } from "../kubernetes/rbac";
import { kubernetesGrants } from "../platform/grants";
import type { Identity, Question } from "../platform/identity";
import type { Answer, Unasked } from "./answer";

type KubernetesQuestion = Extract<Question, { readonly kind: "kubernetes" }>;

const SCOPE = "EKS access policies, bindings that others make, and what admission refuses";

/** Judges requests to the API server by what an identity is granted, and by what every ServiceAccount has. */
export function kubernetesRespondent(identity: Identity): (question: KubernetesQuestion) => Answer | Unasked {
  const granted = kubernetesGrants(identity).map((grant) => ({ bound: boundRules(grant), path: grant.path }));
  // Who has no ServiceAccount is nobody to the API server.
  const defaults = identity.kind === "id-token" ? [] : SERVICE_ACCOUNT_DEFAULTS;
  const bound = [...granted.map((each) => each.bound), ...defaults];
  return ({ request, namespace }) => {
    const parsed = parseRequest(request, namespace);
    if ("problem" in parsed) return parsed;
    const asked = namespace === undefined ? `${request} in the whole cluster` : `${request} in namespace ${namespace}`;
    const verdict = judge(parsed.request, bound);
    switch (verdict.verdict) {
      case "allowed": {
        const { source, rule } = verdict.by;
        const grant = granted.find((each) => "length" in each.bound.rules && each.bound.rules.includes(rule));
        const reasons = [`${source} allows ${ruleText(rule)}`];
        const decidedBy = grant === undefined ? {} : { decidedBy: grant.path };
        return { answer: "yes", asked, reasons, ...decidedBy, scope: SCOPE };
      }
      case "denied":
        return { answer: "no", asked, reasons: ["nothing that is bound to it allows this"], scope: SCOPE };
      case "cannot tell":
        return { answer: "cannot tell", asked, reasons: verdict.why, scope: SCOPE };
    }
  };
}

function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const groups = apiGroups.filter((group) => group !== "");
  const what = [...resources, ...nonResourceURLs].join(", ");
  const named = resourceNames.length === 0 ? "" : ` named ${resourceNames.join(", ")}`;
  return `${verbs.join(", ")} ${what}${groups.length === 0 ? "" : ` of ${groups.join(", ")}`}${named}`;
}
