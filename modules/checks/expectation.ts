import { type Answer, respondents } from "../access/answer";
import type { ActionCatalogue } from "../iam/catalogue";
import { pathText } from "../platform/path";
import type { Expectation } from "../platform/identity";
import type { Platform } from "../platform/platform";
import { error, type Problem } from "../platform/problem";
import type { DeclarationCheck } from "./rule";

export const expectation: DeclarationCheck = {
  id: "expectation",
  of: "declaration",
  what: "An identity can do what its tests say that it can, and cannot do what they say that it cannot.",
  why: "A test that fails shows that a change gave or took more than was meant; one that cannot be told shows nothing.",
  fix: "Change what it is granted, or the test; say by when what a request brings that decides.",
  example: [
    "identities:",
    "  i:",
    "    allow: []",
    '    expect: [{ can: s3:GetObject, on: "bucket:site/index.html" }]',
  ].join("\n"),
  acceptable: false,
  judge,
};

function judge(platform: Platform, { managedPolicies }: ActionCatalogue): readonly Problem[] {
  const respondentOf = respondents(platform, managedPolicies);
  return platform.identities.flatMap((identity) => {
    if (identity.expectations.length === 0) return [];
    const respondent = respondentOf(identity);
    return identity.expectations.flatMap((expected) => {
      const answer = respondent(expected.question);
      return "problem" in answer ? [malformed(expected, answer.problem)] : failed(expected, answer);
    });
  });
}

function malformed({ can, path }: Expectation, problem: string): Problem {
  const at = [...path, can ? "can" : "cannot"];
  const fix = "write s3:GetObject with on, or get pods with in";
  return error("expectation", { path: at }, `${pathText(at)}: got ${problem}`, fix);
}

function failed({ can, path }: Expectation, { answer, asked, reasons, decidedBy }: Answer): readonly Problem[] {
  if (answer === (can ? "yes" : "no")) return [];
  const why = [...reasons, ...(decidedBy === undefined ? [] : [`by ${pathText(decidedBy)}`])].join("; ");
  const message = `${pathText(path)}: got "${answer}" for ${asked} (${why}), expected "${can ? "yes" : "no"}"`;
  return [error("expectation", { path }, message, FIXES[answer])];
}

const FIXES = {
  yes: "grant less, or expect can",
  no: "grant it, or expect cannot",
  "cannot tell": "say by when what the request brings, or grant what is known here",
} as const;
