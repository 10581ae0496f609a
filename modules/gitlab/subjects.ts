/** Whose ID tokens: of which refs of which projects. */
export interface TokenHolders {
  readonly projects: readonly { readonly path: string; readonly id: number }[];
  /** How a token names its project: the first of its project's `ci_id_token_sub_claim_components`. */
  readonly subject: "project_path" | "project_id";
  /** Names; "*" as a whole segment stands for any. */
  readonly refs: { readonly branches: readonly string[]; readonly tags: readonly string[] };
}

/**
 * The subjects (`sub`) of these ID tokens, exact but for the wildcards of refs. A project is always named whole: no
 * name of another begins like `project_path:group/project:`, since ":" is in no path.
 *
 * @see https://docs.gitlab.com/ci/cloud_services/#configure-a-conditional-role-with-oidc-claims
 */
export function idTokenSubjects({ projects, subject, refs }: TokenHolders): readonly string[] {
  const ends = [
    ...refs.branches.map((name) => `ref_type:branch:ref:${name}`),
    ...refs.tags.map((name) => `ref_type:tag:ref:${name}`),
  ];
  return projects.flatMap(({ path, id }) => {
    const project = subject === "project_id" ? `project_id:${String(id)}` : `project_path:${path}`;
    return ends.map((end) => `${project}:${end}`);
  });
}
