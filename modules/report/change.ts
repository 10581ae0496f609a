import type { Change, Effect, Subject, What } from "../access/change/change";
import type { Binding } from "../access/model";
import type { Principals, Statement } from "../iam/policy";
import { actionsText, conditionText, requestsText } from "./statement";

/** `role publish`, with the pods that have it. */
export function subjectText({ kind, name }: Subject, holders: Readonly<Record<string, readonly string[]>>): string {
  const pods = kind === "role" ? (holders[name] ?? []) : [];
  const some = pods.slice(0, MOST);
  const more = pods.length > MOST ? ` and ${String(pods.length - MOST)} more` : "";
  return `${kind} ${name}${pods.length === 0 ? "" : ` (of ${some.join(", ")}${more})`}`;
}

/** What changes, in words that go on from the subject. */
export function changeText({ subject, effect, what }: Change): string {
  const more = MORE.includes(effect);
  switch (what.kind) {
    case "text":
      return what.text;
    case "permission":
      return regionText(what, more, subject.kind === "bucket" ? LETTING : DOING);
    case "trust":
      return regionText(what, more, TRUSTING);
    case "policy": {
      const text = what.textKnown ? "" : ", whose text is not known here";
      return `${more ? "may" : "may no longer"} do what the policy ${policyName(what.arn)} allows${text}`;
    }
    case "clusterRole": {
      const text = what.textKnown ? "" : ", whose rules are not known here";
      return `${more ? "may" : "may no longer"} do what ClusterRole ${what.name} allows ${scopeText(what.scope)}${text}`;
    }
    case "rules": {
      const rules = what.rules.map(ruleText).join("; ");
      return `${more ? "may" : "may no longer"} ${rules} ${scopeText(what.scope)}`;
    }
  }
}

const MORE: readonly Effect[] = ["opened", "gained", "widened"];

/** So many of a list are shown. */
const MOST = 3;

/** How a region is said, by its effect and by whether there is more of it. */
interface Words {
  readonly Allow: readonly [more: string, less: string];
  readonly Deny: readonly [more: string, less: string];
  readonly of: (statement: Statement) => string;
}

const DOING: Words = {
  Allow: ["may ", "may no longer "],
  Deny: ["is no longer denied ", "is denied "],
  of: requestsText,
};

const LETTING: Words = {
  Allow: ["lets ", "no longer lets "],
  Deny: ["no longer refuses ", "refuses "],
  of: (statement) => `${whoText(statement)} ${requestsText(statement)}`,
};

const TRUSTING: Words = {
  Allow: ["trusts ", "no longer trusts "],
  Deny: ["no longer refuses ", "refuses "],
  of: (statement) => `${whoText(statement)} for ${actionsText(statement)}${conditionText(statement)}`,
};

function regionText(
  { statement, except }: Extract<What, { readonly kind: "permission" | "trust" }>,
  more: boolean,
  words: Words,
): string {
  const { Effect } = statement;
  const same = except.filter((other) => other.Effect === Effect);
  const denied = except.filter((other) => other.Effect !== Effect);
  return [
    words[Effect][more ? 0 : 1] + words.of(statement),
    ...(same.length === 0 ? [] : [`${more ? "beyond" : "but for"} ${several(same.map(words.of))}`]),
    ...(denied.length === 0 ? [] : [`where not denied: ${several(denied.map(words.of))}`]),
  ].join(", ");
}

function several(texts: readonly string[]): string {
  const more = texts.length > MOST ? ` and ${String(texts.length - MOST)} more` : "";
  return texts.slice(0, MOST).join("; ") + more;
}

function whoText({ Principal, NotPrincipal }: Statement): string {
  if (NotPrincipal !== undefined) return `everybody but ${principalsText(NotPrincipal)}`;
  return Principal === undefined ? "nobody that is named" : principalsText(Principal);
}

function principalsText(principals: Principals): string {
  if (principals === "*") return "everybody";
  const names = Object.values(principals).flat();
  return names.map((name) => (name === "*" ? "everybody" : name)).join(", ");
}

function policyName(arn: string): string {
  return arn.replace(/^arn:[^:]*:iam::aws:policy\//, "");
}

function scopeText(scope: Binding["scope"]): string {
  return scope === "cluster" ? "in the whole cluster" : `in namespace ${scope.namespace}`;
}

type Rule = Extract<What, { readonly kind: "rules" }>["rules"][number];

function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: Rule): string {
  const groups = apiGroups.filter((group) => group !== "");
  const what = [...resources, ...nonResourceURLs].join(", ") + (groups.length === 0 ? "" : ` (${groups.join(", ")})`);
  return `${verbs.join(", ")} ${what}${resourceNames.length === 0 ? "" : ` named ${resourceNames.join(", ")}`}`;
}
