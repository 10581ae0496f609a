import type { Statement } from "../../iam/policy";
import type { PolicyRule } from "../../kubernetes/rbac";
import type { Binding } from "../model";

/** One thing that changes in who may do what. */
export interface Change {
  readonly subject: Subject;
  readonly effect: Effect;
  readonly what: What;
}

/** Whom or what a change is about, in the names of AWS and Kubernetes. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly name: string;
}

export type SubjectKind = "role" | "pod" | "runner" | "namespace" | "bucket" | "OIDC provider" | "cluster" | "resource";

/**
 * - `opened`, `closed`: a path by which somebody becomes somebody else, or more than is written;
 * - `gained`, `lost`: what was not there at all, and what is no longer;
 * - `widened`, `narrowed`: what goes beyond something that was there, or falls short of it;
 * - `changed`: neither more nor less shows;
 * - `destroyed`, `replaced`: something with data in it;
 * - `unknown`: cannot be told.
 */
export type Effect =
  "opened" | "gained" | "widened" | "changed" | "narrowed" | "lost" | "closed" | "destroyed" | "replaced" | "unknown";

export type What =
  /** In AWS: what a statement allows or denies, less what the others are about. */
  | { readonly kind: "permission"; readonly statement: Statement; readonly except: readonly Statement[] }
  /** Who may be a role, less those that the others let in. */
  | { readonly kind: "trust"; readonly statement: Statement; readonly except: readonly Statement[] }
  /** A managed policy of AWS or of others, by its ARN. */
  | { readonly kind: "policy"; readonly arn: string; readonly textKnown: boolean }
  | { readonly kind: "rules"; readonly scope: Binding["scope"]; readonly rules: readonly PolicyRule[] }
  | {
      readonly kind: "clusterRole";
      readonly scope: Binding["scope"];
      readonly name: string;
      readonly textKnown: boolean;
    }
  /** Anything else, in words that go on from the subject. */
  | { readonly kind: "text"; readonly text: string };

export function textChange(subject: Subject, effect: Effect, text: string): Change {
  return { subject, effect, what: { kind: "text", text } };
}

/** What to stop for, by the effects that are of it. */
export const GATES = {
  /** A path was opened. */
  escape: ["opened"],
  /** Anybody may do more, or something else. */
  gain: ["opened", "gained", "widened", "changed"],
  /** Data goes. */
  destroy: ["destroyed", "replaced"],
  /** Something cannot be told. */
  unknown: ["unknown"],
} as const satisfies Readonly<Record<string, readonly Effect[]>>;

export type Gate = keyof typeof GATES;

/** The changes that a gate stops for. */
export function stoppedBy(gate: Gate, changes: readonly Change[]): readonly Change[] {
  const effects: readonly Effect[] = GATES[gate];
  return changes.filter(({ effect }) => effects.includes(effect));
}

/** Changes in one order, each once: what is worst first, within a subject. */
export function inOrder(changes: readonly Change[]): readonly Change[] {
  const keyed = changes.map((change) => {
    const { subject, effect, what } = change;
    const text = `${String(WHATS.indexOf(what.kind))}${JSON.stringify(what)}`;
    const key = [KINDS.indexOf(subject.kind), subject.name, EFFECTS.indexOf(effect), text] as const;
    return { change, key };
  });
  keyed.sort((a, b) => {
    for (const i of [0, 1, 2, 3] as const) {
      if (a.key[i] !== b.key[i]) return a.key[i] < b.key[i] ? -1 : 1;
    }
    return 0;
  });
  const unique = new Map(keyed.map(({ change, key }) => [JSON.stringify(key), change]));
  return [...unique.values()];
}

const KINDS: readonly SubjectKind[] = [
  "role",
  "pod",
  "runner",
  "namespace",
  "bucket",
  "OIDC provider",
  "cluster",
  "resource",
];

const WHATS: readonly What["kind"][] = ["text", "trust", "permission", "policy", "clusterRole", "rules"];

const EFFECTS: readonly Effect[] = [
  "opened",
  "unknown",
  "destroyed",
  "replaced",
  "gained",
  "widened",
  "changed",
  "narrowed",
  "lost",
  "closed",
];
