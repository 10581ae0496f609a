import type { ManagedPolicies } from "../iam/managed-policies";
import type { Identity, Question } from "../platform/identity";
import type { Path } from "../platform/path";
import type { Platform } from "../platform/platform";
import { awsRespondent } from "./answer-aws";
import { kubernetesRespondent } from "./answer-kubernetes";

/** Whether an identity may do something, and why. */
export interface Answer {
  readonly answer: "yes" | "no" | "cannot tell";
  /** What was asked, in words: `s3:PutObject on arn:aws:s3:::site/x`. */
  readonly asked: string;
  /** What decided, or what would have to be known; a phrase each. */
  readonly reasons: readonly string[];
  /** What was declared that decided. */
  readonly decidedBy?: Path;
  /** What the answer does not take into account. */
  readonly scope: string;
}

/** Why a question is none. */
export interface Unasked {
  readonly problem: string;
}

/** Answers the questions about one identity. */
export type Respondent = (question: Question) => Answer | Unasked;

/**
 * Judges what identities may do, from a declaration alone. What is the same for all questions about an identity is
 * prepared once.
 */
export function respondents(platform: Platform, managedPolicies: ManagedPolicies): (identity: Identity) => Respondent {
  const aws = awsRespondent(platform, managedPolicies);
  return (identity) => {
    const ofAws = aws(identity);
    const ofKubernetes = kubernetesRespondent(identity);
    return (question) => (question.kind === "aws" ? ofAws(question) : ofKubernetes(question));
  };
}
