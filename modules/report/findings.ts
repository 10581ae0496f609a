import type { Location } from "../platform/declaration";
import type { Place, Problem } from "../platform/problem";

/** Findings for people, sorted by file and line: one line each with file:line:column, and the fix below it. */
export function findingsText(findings: readonly Problem[], locate: (place: Place) => Location): string {
  return findings
    .map((finding) => ({ finding, at: locate(finding.at) }))
    .sort((a, b) => order(a.at, b.at) || compare(a.finding.message, b.finding.message))
    .map(({ finding: { severity, check, message, fix }, at }) => {
      const lines = [`${at.text}: ${severity}: ${message} [${check}]`, ...(fix === undefined ? [] : [`  fix: ${fix}`])];
      return `${lines.map(visible).join("\n")}\n`;
    })
    .join("");
}

/** Text that shows as what it is: a message quotes what is wrong, and must not do what that does. */
function visible(text: string): string {
  return text.replace(/\p{C}/gu, (hidden) => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`);
}

/** `2 errors, 1 warning` */
export function countText(findings: readonly Problem[]): string {
  const count = (severity: string, word: string): string => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return `${String(number)} ${word}${number === 1 ? "" : "s"}`;
  };
  return `${count("error", "error")}, ${count("warning", "warning")}`;
}

function order(a: Location, b: Location): number {
  return (
    compare(a.file ?? "", b.file ?? "") ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.text, b.text)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
