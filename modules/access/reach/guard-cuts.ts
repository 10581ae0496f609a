import { hasServiceAccounts } from "../../kubernetes/groups";
import { type AccessModel, type Admission, type Pod } from "../model";
import { splitPod, userOf } from "../trust-domain";

/** What a guard refuses whom it does not name. */
export type Guarded = "start" | "controllers" | "change" | "connect" | "token";

/** What keeps somebody from something in a namespace, by its guard; undefined where nothing does. */
export type GuardCut = (what: Guarded, namespace: string, who: Pod | undefined) => string | undefined;

/** How the guards of a model cut. Who is not named by `who` is anybody. */
export function guardCuts({ admission }: AccessModel): GuardCut {
  return (what, namespace, who) => {
    const guard = admission[namespace];
    if (guard === undefined || isBroken(guard, who)) return undefined;
    const user = who === undefined ? undefined : userOf(who);
    const { creators, connectors } = guard;
    const named = (list: readonly string[]) => user !== undefined && list.includes(user);
    const by = `the guard of ${namespace}`;
    switch (what) {
      case "start":
        return named(creators) ? undefined : `${by}: only ${listed(creators)} may start pods`;
      case "controllers":
        return creators.some((creator) => CONTROLLER.test(creator)) ? undefined : `${by}: a controller starts no pods`;
      case "change":
        return `${by}: images stay, and nothing is added`;
      case "connect":
        return named(connectors) ? undefined : `${by}: only ${listed(connectors)} may reach into pods`;
      case "token":
        return `${by}: only nodes get tokens`;
    }
  };
}

/** The namespaces whose guards let a pod do what they refuse others. */
export function exemptions({ admission }: AccessModel): (pod: Pod) => readonly string[] {
  const byUser = new Map<string, Set<string>>();
  const byGroup = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, name: string, namespace: string) =>
    to.set(name, (to.get(name) ?? new Set()).add(namespace));
  for (const [namespace, { creators, connectors, breakGlass = "" }] of Object.entries(admission)) {
    for (const user of [...creators, ...connectors]) add(byUser, user, namespace);
    add(byGroup, breakGlass, namespace);
  }
  return (pod) => [
    ...(byUser.get(userOf(pod)) ?? []),
    ...(byGroup.get(`system:serviceaccounts:${splitPod(pod).namespace}`) ?? []),
  ];
}

/** Whether the group that a guard lets in is one that ServiceAccounts are in. */
function isBroken({ breakGlass }: Admission, who: Pod | undefined): boolean {
  if (breakGlass === undefined) return false;
  return hasServiceAccounts(breakGlass, who === undefined ? undefined : splitPod(who).namespace);
}

/** Controllers of Kubernetes run as these. */
const CONTROLLER = /^system:serviceaccount:kube-system:[a-z-]+-controller$/;

function listed(users: readonly string[]): string {
  return users.length === 0 ? "nobody" : users.map((user) => user.replace(/^system:serviceaccount:/, "")).join(", ");
}
