import { ciYaml } from "../gitlab/ci-jobs";
import { ciJobsOf } from "../platform/ci-jobs";
import { didYouMean } from "../platform/suggest";
import { EXIT, Failure } from "./exit";
import { judge } from "./judge";
import type { Source } from "./load";

/** `jobrole ci [project]`: prints the lines of a `.gitlab-ci.yml` that jobs extend to be what is declared for them. */
export async function ci(sources: readonly Source[], project: string | undefined): Promise<number> {
  const { platforms } = await judge(sources);
  if (platforms === undefined) return EXIT.invalid;
  const known = [...new Set(platforms.flatMap(({ gitlab }) => gitlab.projects.map(({ path }) => path)))];
  if (project !== undefined && !known.includes(project)) {
    throw new Failure(`got the project "${project}", expected a declared one: ${didYouMean(project, known)}`);
  }
  const jobs = platforms.flatMap((platform) =>
    ciJobsOf(platform, project, platforms.length > 1 ? `${platform.name}.` : ""),
  );
  process.stdout.write(jobs.length === 0 ? "# nothing is declared for jobs\n" : ciYaml(jobs));
  return EXIT.ok;
}
