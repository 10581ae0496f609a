import type { AccessModel, ModelPath } from "../access/model";
import type { ActionCatalogue } from "../iam/catalogue";
import type { Aws, Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";

/** A check: a pure function from what is declared, or from what it means, to what is wrong with it. */
export type Check = DeclarationCheck | ModelCheck;

/** What docs/checks.md says of a check. */
interface Explained {
  /** The name of its file: stable, since acceptances name it. */
  readonly id: string;
  /** What is found, in one sentence. */
  readonly what: string;
  /** What goes wrong where it is not mended. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  /** A part of a declaration, or of a policy, that has it. */
  readonly example: string;
  /** Whether one may live with it, by `accept`. What AWS or Kubernetes refuse anyhow is not. */
  readonly acceptable: boolean;
}

/** Judges a declaration by its own words. */
export interface DeclarationCheck extends Explained {
  readonly of: "declaration";
  readonly judge: (platform: Platform, catalogue: ActionCatalogue) => readonly Problem[];
}

/** Judges who may do what, wherever that comes from: a declaration, a policy in a file, a plan. */
export interface ModelCheck extends Explained {
  readonly of: "model";
  readonly judge: (model: AccessModel, catalogue: ActionCatalogue, quotas: Quotas) => readonly Observation[];
}

/** Quotas of the account that were raised; the others are AWS's. */
export type Quotas = Aws["quotas"];

/** Something that is wrong in a model. */
export interface Observation {
  readonly at: ModelPath;
  readonly severity: "error" | "warning";
  /** What was got and what was expected, in one sentence that comes after the place. */
  readonly message: string;
  readonly fix: string;
  /** The value it is about, where one place can have several. */
  readonly about?: string;
}
