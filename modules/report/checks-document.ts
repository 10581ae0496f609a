/** What the document says of a check. */
export interface DocumentedCheck {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly example: string;
  readonly acceptable: boolean;
}

/** The document of all checks, as Markdown. */
export function checksDocument(checks: readonly DocumentedCheck[]): string {
  return [
    "# The checks\n",
    "Every command judges the declaration by these. An error fails it; a warning does with `--strict`. What says " +
      '"may be accepted" can be lived with, by an entry of `accept` that names check, entry, value and reason.\n',
    `${checks.map(({ id }) => `[${id}](#${id})`).join(" · ")}\n`,
    ...checks.map(section),
  ].join("\n");
}

function section({ id, what, why, fix, example, acceptable }: DocumentedCheck): string {
  return [
    `## ${id}\n`,
    `${what} ${why}\n`,
    `**Mend it:** ${fix}${acceptable ? " It may be accepted." : ""}\n`,
    `\`\`\`yaml\n${example}\n\`\`\`\n`,
  ].join("\n");
}
