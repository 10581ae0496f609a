import { stringify } from "yaml";
import type { DeclarationInput } from "../modules/platform/schema/declaration";

/** What a declaration is told to find here instead of in the world. */
export interface Surroundings {
  readonly endpoint: string;
  readonly kubeconfig: string;
  /** Versions of the providers that this machine has, by name. */
  readonly providers: Readonly<Record<string, string>>;
  /** Folder of the chart of every runner. */
  readonly chart: string;
}

/** A declaration for the sandbox, as YAML: the same in all but where AWS, the cluster, the state and the chart are. */
export function sandboxed(declaration: DeclarationInput, here: Surroundings): string {
  const { aws, cluster, runners, ...rest } = declaration;
  return stringify(
    {
      ...rest,
      aws: { ...aws, endpoint: here.endpoint },
      ...(cluster === undefined ? {} : { cluster: { ...cluster, access: { kubeconfig: { path: here.kubeconfig } } } }),
      terraform: { providers: here.providers, backend: "local" },
      ...(runners === undefined
        ? {}
        : {
            runners: Object.fromEntries(
              Object.entries(runners).map(([key, runner]) => [key, { ...runner, chart: { path: here.chart } }]),
            ),
          }),
    } satisfies DeclarationInput,
    { aliasDuplicateObjects: false },
  );
}
