import type { Guard } from "../kubernetes/guard";
import type { Platform } from "./platform";
import type { Runner } from "./runner";

/** The guards of a runner's job namespaces: who may start which pod there. */
export function guardsOf(platform: Platform, runner: Runner): readonly Guard[] {
  const manager = managerUser(runner);
  const breakGlass = platform.cluster?.breakGlass;
  return runner.namespaces.map((namespace) => ({
    namespace,
    // Dots are in no platform's name and in no namespace: two platforms of one cluster cannot collide.
    name: `jobrole.${platform.name}.${namespace}`,
    creators: [...new Set([manager, ...runner.creators])].sort(),
    connectors: [manager],
    ...(breakGlass === undefined ? {} : { breakGlass }),
    projects: Object.fromEntries(
      runner.jobs
        .filter((job) => job.namespace === namespace)
        .map((job) => [job.serviceAccount, job.projects.map(({ id }) => String(id)).sort()]),
    ),
  }));
}

/** Kubernetes user name of a runner's manager. */
function managerUser(runner: Runner): string {
  return `system:serviceaccount:${runner.manager.namespace}:${runner.manager.serviceAccount}`;
}
