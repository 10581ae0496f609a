import { createHash } from "node:crypto";
import type { Change, Effect } from "../access/change/change";
import type { Review } from "../access/change/review";
import { changeText, subjectText } from "./change";
import { visible } from "./findings";

export type ReviewFormat = "text" | "markdown" | "json" | "gitlab-terraform" | "code-quality";

/** A review with what became of it. */
export interface Reviewed {
  readonly review: Review;
  /** What it is about: `this plan changes`. */
  readonly title: string;
  /** Paths of what was read, the first of which a finding is put to. */
  readonly files: readonly string[];
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly kind: "passed" }
  | { readonly kind: "approved" }
  /** Of a drift: there is some. */
  | { readonly kind: "differs" }
  /** What it stops for, each with the number of changes. */
  | { readonly kind: "stopped"; readonly by: readonly { readonly gate: string; readonly count: number }[] };

/** A review in a format for people or for programs. */
export function reviewReport(reviewed: Reviewed, format: ReviewFormat): string {
  switch (format) {
    case "text":
      return document(reviewed, TEXT);
    case "markdown":
      return document(reviewed, MARKDOWN);
    case "json":
      return json(record(reviewed));
    case "gitlab-terraform":
      return json(reviewed.review.counts);
    case "code-quality":
      return json(codeQuality(reviewed));
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** How a document is laid out. */
interface Layout {
  readonly title: (text: string) => string;
  readonly section: (text: string) => string;
  readonly item: (effect: string, text: string) => string;
  readonly line: (text: string) => string;
}

const TEXT: Layout = {
  title: (text) => `${visible(text)}\n`,
  section: (text) => `\n${visible(text)}\n`,
  item: (effect, text) => `  ${effect.padEnd(9)} ${visible(text)}\n`,
  line: (text) => `${visible(text)}\n`,
};

const MARKDOWN: Layout = {
  title: (text) => `## ${code(text)}\n`,
  section: (text) => `\n### ${code(text)}\n\n`,
  item: (effect, text) => `- ${STRONG.includes(effect) ? `**${effect}**` : effect} ${code(text)}\n`,
  line: (text) => `\n${code(text)}\n`,
};

const STRONG: readonly string[] = ["opened", "unknown", "destroyed", "replaced"];

/** Text that shows as it is: of names, nothing may turn into markup. */
function code(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  if (longest === 0 && /^[\w ,.:()'-]*$/.test(shown)) return shown;
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

function document({ review, title, outcome }: Reviewed, layout: Layout): string {
  const { changes, byHand, unread, assumed } = review;
  return [
    layout.title(`${title}: ${changes.length === 0 ? "nothing in who may do what" : countText(changes)}`),
    ...sections(changes, review, layout),
    ...(byHand.length === 0 ? [] : [layout.section(`Done by hand since the last apply: ${countText(byHand)}`)]),
    ...sections(byHand, review, layout),
    ...(unread.length === 0 ? [] : [layout.section(`Not interpreted, and left as it is: ${listText(unread)}`)]),
    ...(assumed.length === 0
      ? []
      : [layout.section(`Known only after apply, and taken for what it refers to: ${listText(assumed)}`)]),
    layout.section(outcomeText(outcome)),
    ...(outcome.kind === "differs" ? [] : [layout.line(`Digest: ${review.digest}`)]),
  ].join("");
}

function sections(changes: readonly Change[], { holders }: Review, layout: Layout): readonly string[] {
  const bySubject = new Map<string, Change[]>();
  for (const change of changes) {
    const key = subjectText(change.subject, holders);
    const group = bySubject.get(key);
    if (group === undefined) bySubject.set(key, [change]);
    else group.push(change);
  }
  return [...bySubject].flatMap(([subject, own]) => [
    layout.section(subject),
    ...own.map((change) => layout.item(change.effect, changeText(change))),
  ]);
}

/** `2 opened, 3 gained`, in the order of what is worst. */
function countText(changes: readonly Change[]): string {
  const counts = new Map<Effect, number>();
  for (const { effect } of changes) counts.set(effect, (counts.get(effect) ?? 0) + 1);
  return ORDER.flatMap((effect) => {
    const count = counts.get(effect);
    return count === undefined ? [] : [`${String(count)} ${effect}`];
  }).join(", ");
}

const ORDER: readonly Effect[] = [
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

function listText(items: readonly string[]): string {
  const some = items.slice(0, MOST);
  return items.length > MOST ? `${some.join(", ")} and ${String(items.length - MOST)} more` : some.join(", ");
}

/** So many of a list are shown; the JSON has them all. */
const MOST = 8;

function outcomeText(outcome: Outcome): string {
  if (outcome.kind === "passed") return "Passed.";
  if (outcome.kind === "approved") return "Passed: exactly this was approved.";
  if (outcome.kind === "differs") return "What is there is not what is declared.";
  const gates = outcome.by.map(({ gate, count }) => `${gate} (${String(count)})`);
  return `Stopped by ${gates.join(", ")}. Who approves exactly this runs it again with --approved and the digest.`;
}

function record({ review, outcome }: Reviewed) {
  const items = (changes: readonly Change[]) =>
    changes.map(({ subject, effect, what }) => ({
      subject,
      effect,
      text: changeText({ subject, effect, what }),
      what,
    }));
  const { changes, byHand, unread, assumed, counts, digest } = review;
  return {
    formatVersion: "1",
    outcome: outcome.kind,
    stoppedBy: outcome.kind === "stopped" ? outcome.by : [],
    digest,
    changes: items(changes),
    byHand: items(byHand),
    notInterpreted: unread,
    assumed,
    counts,
  };
}

const SEVERITIES: Readonly<Record<Effect, string>> = {
  opened: "critical",
  unknown: "major",
  destroyed: "major",
  replaced: "major",
  gained: "minor",
  widened: "minor",
  changed: "minor",
  narrowed: "info",
  lost: "info",
  closed: "info",
};

/** @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
function codeQuality({ review: { changes, byHand, holders }, files }: Reviewed) {
  const issue = (change: Change, when: string) => {
    const description = `${subjectText(change.subject, holders)} ${changeText(change)}${when}`;
    return {
      description,
      check_name: `review-${change.effect}`,
      fingerprint: createHash("sha256").update(`${change.effect} ${description}`).digest("hex"),
      severity: SEVERITIES[change.effect],
      location: { path: files[0] ?? "", lines: { begin: 1 } },
    };
  };
  return [
    ...changes.map((change) => issue(change, "")),
    ...byHand.map((change) => issue(change, " (by hand, since the last apply)")),
  ];
}
