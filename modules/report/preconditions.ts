/** How a runner is registered in GitLab, which is the only thing that tells refs apart: nothing of it shows on a pod. */
export function refsPrecondition(refs: "protected" | "any", runner: string): string {
  return refs === "protected"
    ? `runner ${runner} is registered as protected, and pipeline variables, which choose an identity as jobs do, are for maintainers`
    : `any ref of its projects may be it: runner ${runner} is registered for any`;
}

/** GitLab's setting of who may give a pipeline variables. @see https://docs.gitlab.com/ci/variables/#restrict-pipeline-variables */
export const VARIABLES_SETTING = "ci_pipeline_variables_minimum_override_role: maintainer";
