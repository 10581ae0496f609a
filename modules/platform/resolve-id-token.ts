import { sortedKeys } from "./path";
import type { IdTokenIdentity, IdTokenRefs } from "./identity";
import type { Project } from "./platform";
import type { DeclarationInput } from "./schema/declaration";

/** What of GitLab an identity is resolved by. */
export interface KnownGitLab {
  readonly url: string;
  /** By path. */
  readonly projects: ReadonlyMap<string, Project>;
}

type Input = Extract<DeclarationInput["identities"][string], { readonly idToken: unknown }>["idToken"];

/** Which ID tokens an identity is, with the defaults filled in. */
export function resolveIdToken(
  { projects, refs, subject = "project_path", audience, claims = {} }: Input,
  gitlab: KnownGitLab,
): Pick<IdTokenIdentity, "projects" | "refs" | "subject" | "audience" | "claims"> {
  const values: Readonly<Record<string, readonly string[] | undefined>> = claims;
  return {
    projects: sorted(projects).flatMap((path) => gitlab.projects.get(path) ?? []),
    refs: resolveRefs(refs),
    subject,
    audience: audience ?? gitlab.url,
    claims: Object.fromEntries(sortedKeys(values).map((claim) => [claim, sorted(values[claim] ?? [])])),
  };
}

function resolveRefs({ branches, tags, protected: only }: Input["refs"]): IdTokenRefs {
  // Protected ones of any name, where no name is given.
  const any = only === true && branches === undefined && tags === undefined ? ["*"] : [];
  return { branches: sorted(branches ?? any), tags: sorted(tags ?? any), protected: only === true };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
