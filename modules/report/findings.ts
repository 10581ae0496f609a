import { createHash } from "node:crypto";
import type { Location } from "../platform/declaration";
import type { Problem } from "../platform/problem";

export type FindingsFormat = "text" | "json" | "code-quality";

/** A finding with its place in the text that it is about. */
export interface LocatedFinding {
  readonly finding: Omit<Problem, "at">;
  /** The entry that it is at, which an acceptance names. */
  readonly entry: string;
  readonly at: Location;
}

/** Findings, sorted by file and line, in a format for people or for programs. */
export function findingsReport(findings: readonly LocatedFinding[], format: FindingsFormat): string {
  const inOrder = sorted(findings);
  switch (format) {
    case "text":
      return inOrder.map(textOf).join("");
    case "json":
      return `${JSON.stringify({ formatVersion: "1", findings: inOrder.map(recordOf) }, undefined, 2)}\n`;
    case "code-quality":
      return `${JSON.stringify(codeQuality(inOrder), undefined, 2)}\n`;
  }
}

/** `2 errors, 1 warning` */
export function countText(findings: readonly Pick<Problem, "severity">[]): string {
  const count = (severity: string, word: string): string => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return `${String(number)} ${word}${number === 1 ? "" : "s"}`;
  };
  return `${count("error", "error")}, ${count("warning", "warning")}`;
}

function sorted(findings: readonly LocatedFinding[]): readonly LocatedFinding[] {
  return [...findings].sort((a, b) => order(a.at, b.at) || compare(a.finding.message, b.finding.message));
}

/** One line with file:line:column, and the fix below it. */
function textOf({ finding: { severity, check, message, fix }, at }: LocatedFinding): string {
  const lines = [`${at.text}: ${severity}: ${message} [${check}]`, ...(fix === undefined ? [] : [`  fix: ${fix}`])];
  return `${lines.map(visible).join("\n")}\n`;
}

function recordOf({ finding, entry, at }: LocatedFinding) {
  const { check, severity, message, fix, about } = finding;
  const { file, line, column } = at;
  return {
    check,
    severity,
    message,
    fix,
    at: entry,
    about,
    place: file === undefined ? { text: at.text } : { file, line, column },
  };
}

/**
 * GitLab's Code Quality report. The fingerprint has no line in it: a finding that moves stays the same finding.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
function codeQuality(findings: readonly LocatedFinding[]) {
  const seen = new Map<string, number>();
  return findings.map(({ finding, at }) => {
    const said = JSON.stringify([finding.check, at.file ?? "", finding.message]);
    const before = seen.get(said) ?? 0;
    seen.set(said, before + 1);
    return {
      description: finding.fix === undefined ? finding.message : `${finding.message}. Fix: ${finding.fix}`,
      check_name: finding.check,
      fingerprint: createHash("sha256")
        .update(`${said}${String(before)}`)
        .digest("hex"),
      severity: finding.severity === "error" ? "critical" : "minor",
      location: { path: at.file ?? at.text, lines: { begin: at.line ?? 1 } },
    };
  });
}

/** Text that shows as what it is: a message quotes what is wrong, and must not do what that does. */
export function visible(text: string): string {
  return text.replace(/\p{C}/gu, (hidden) => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`);
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
