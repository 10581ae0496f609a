import type { Change } from "../access/change/change";
import { changeText } from "./change";
import { visible } from "./findings";

/** What an adoption is about, besides the declaration. */
export interface Adoption {
  /** How many identities are proposed. */
  readonly count: number;
  /** What cannot be said, or has to be known. */
  readonly notes: readonly string[];
  /** What of it has to be mended before it is a declaration. */
  readonly mistakes: readonly string[];
  /** What the first apply changes in who may do what; undefined where the mistakes come first. */
  readonly changes?: readonly Change[];
  /** Addresses in a state that has to forget them. */
  readonly leaving: readonly string[];
}

/** What a human has to know of a proposal before the first apply. */
export function adoptionReport({ count, notes, mistakes, changes, leaving }: Adoption): string {
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? "" : `\n${title}\n${lines.map((line) => `  ${visible(line)}\n`).join("")}`;
  return [
    `${String(count)} identit${count === 1 ? "y" : "ies"} proposed.\n`,
    list("What the declaration does not say:", notes),
    list("To be mended in the declaration:", mistakes),
    changes === undefined
      ? ""
      : changes.length === 0
        ? "\nThe first apply changes nothing in who may do what.\n"
        : list(
            "The first apply changes in who may do what:",
            changes.map(
              (change) =>
                `${change.subject.kind} ${change.subject.name}: ${change.effect.padEnd(9)} ${changeText(change)}`,
            ),
          ),
    list(
      "The state that has them now must forget them before the first apply:",
      leaving.map((address) => `terraform state rm '${address}'`),
    ),
  ].join("");
}
