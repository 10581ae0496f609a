import type { ReachedPlace, ToldReach } from "../access/reach/told";
import { markdownTable, textTable } from "./table";

/** An identity, and whom it may become. */
export interface ReachOf extends ToldReach {
  readonly platform: string;
  readonly identity: string;
}

/** Whom identities may become: each in full, or with more than one a table and the paths that leave a trust domain. */
export function reachReport(all: readonly ReachOf[], format: "text" | "markdown" | "json"): string {
  if (format === "json") return `${JSON.stringify({ formatVersion: "1", identities: all }, undefined, 2)}\n`;
  const layout = format === "text" ? TEXT : MARKDOWN;
  const [only] = all;
  if (only !== undefined && all.length === 1) return layout.part(title(only, only.identity), lines(only));
  // Of several platforms two identities may have one key.
  const isAlone = new Set(all.map(({ platform }) => platform)).size === 1;
  const nameOf = ({ platform, identity }: ReachOf) => (isAlone ? identity : `${platform} ${identity}`);
  const rows = all.map((each) => [
    nameOf(each),
    ...(["beyond", "within"] as const).map((which) => String(each.reached.filter(({ how }) => how === which).length)),
    String(each.cut.length),
    String(each.open.length),
  ]);
  const leaving = all.filter(({ reached }) => reached.some(({ how }) => how === "beyond"));
  const parts = leaving.map((each) => `\n${layout.part(title(each, nameOf(each)), pathLines("beyond", each.reached))}`);
  return layout.table(["identity", "beyond its trust domain", "within", "cut", "cannot tell"], rows) + parts.join("");
}

type Lines = readonly (readonly [title: string, items: readonly Item[]])[];

interface Item {
  readonly text: string;
  readonly below: readonly string[];
}

function title({ domain }: ReachOf, name: string): string {
  return domain === undefined ? name : `${name}, of ${domain}`;
}

function lines({ reached, cut, open }: ReachOf): Lines {
  const some = (name: string, items: readonly Item[]): Lines => (items.length === 0 ? [] : [[name, items]]);
  return [
    ...some(
      "as declared",
      reached.filter(({ how }) => how === "declared").map(({ place }) => ({ text: place, below: [] })),
    ),
    ...pathLines("within", reached),
    ...(reached.some(({ how }) => how === "beyond")
      ? pathLines("beyond", reached)
      : ([["beyond", [{ text: "nothing", below: [] }]]] as const)),
    ...pathLines("seen", reached),
    ...some(
      "cut",
      cut.map(({ step, by }) => ({ text: step, below: [`by ${by}`] })),
    ),
    ...some(
      "cannot tell",
      open.map(({ step, why }) => ({ text: step, below: [why] })),
    ),
  ];
}

function pathLines(which: ReachedPlace["how"], reached: readonly ReachedPlace[]): Lines {
  const found = reached.filter(({ how }) => how === which);
  if (found.length === 0) return [];
  return [
    [
      which,
      found.map(({ place, domain, steps }) => ({
        text: domain === undefined || place.endsWith(domain) || which === "within" ? place : `${place}, of ${domain}`,
        below: steps,
      })),
    ],
  ];
}

interface Layout {
  readonly part: (title: string, lines: Lines) => string;
  readonly table: typeof textTable;
}

const TEXT: Layout = {
  table: textTable,
  part: (name, all) =>
    [
      `${name}\n`,
      ...all.flatMap(([heading, items]) =>
        items.flatMap(({ text, below }, i) => [
          `  ${(i === 0 ? heading : "").padEnd(14)}${text}\n`,
          ...below.map((step) => `${" ".repeat(18)}${step}\n`),
        ]),
      ),
    ].join(""),
};

const MARKDOWN: Layout = {
  table: markdownTable,
  part: (name, all) =>
    [
      `### ${name}\n\n`,
      ...all.flatMap(([heading, items]) => [
        `- **${heading}**\n`,
        ...items.flatMap(({ text, below }) => [`  - \`${text}\`\n`, ...below.map((step) => `    - \`${step}\`\n`)]),
      ]),
    ].join(""),
};
