import { run } from "../../modules/cli/run";
import { each, platform } from "../../modules/platform/typed";

const APPS = ["shop", "search", "basket"] as const;
const PATHS = { shop: "acme/shop", search: "acme/search", basket: "acme/basket" } as const;
const IDS = { "acme/shop": 101, "acme/search": 102, "acme/basket": 103 } as const;
const PROJECTS = ["acme/shop", "acme/search", "acme/basket"] as const;

/** One environment: the same for each app, and what differs is an argument. Keys stay known to the compiler. */
function environment(name: string, account: string, expireAfterDays: number) {
  return platform({
    name,
    aws: { account, region: "eu-central-1", tags: { environment: name } },
    cluster: { name },
    gitlab: { projects: each(PROJECTS, (path) => ({ id: IDS[path] })) },
    buckets: { cache: { expireAfterDays } },
    runners: {
      apps: { refs: "protected", tokenSecret: "runner-token", defaultIdentity: "idle", cache: "cache" },
    },
    identities: {
      idle: { runner: "apps", projects: PROJECTS, allow: [] },
      ...each(APPS, (app) => ({
        runner: "apps" as const,
        projects: [PATHS[app]],
        allow: [
          { repository: app, access: "push" as const },
          { secret: `${app}/deploy`, access: "read" as const },
        ],
      })),
    },
  });
}

const ENVIRONMENTS = [environment("dev", "210987654321", 3), environment("prod", "321098765432", 30)] as const;

/** For `--config`, the one for production; as a program, all of them. */
export default ENVIRONMENTS[1];
if (require.main === module) void run(ENVIRONMENTS);
