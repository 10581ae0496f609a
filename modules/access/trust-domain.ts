import type { AccessModel, Pod, RoleName } from "./model";

/** Whose jobs, or which workload, a role is for. */
export interface Holder {
  /** `runner ci-docs-manager/docs` for its jobs and its manager; `apps/app` for a workload, which is its own domain. */
  readonly domain: string;
  /** Ids of the projects whose jobs may have it, sorted; undefined where no guard says so. */
  readonly projects?: readonly string[];
}

/** Who belongs together: a runner with its jobs and its manager is one trust domain, a workload is another. */
export interface TrustDomains {
  /** The release whose jobs run in a namespace. */
  readonly runnerOfJobs: (namespace: string) => string | undefined;
  /** The release that a namespace of jobs or of a manager belongs to. */
  readonly runnerOf: (namespace: string) => string | undefined;
  readonly ofPod: (pod: Pod) => string;
}

export function trustDomains({ runners, admission }: AccessModel): TrustDomains {
  const releases = Object.entries(runners);
  const byNamespace = new Map(
    releases.map(([release, { defaultPod }]) => [splitPod(defaultPod).namespace, release] as const),
  );
  const byManager = new Map(releases.map(([release, { managerServiceAccount }]) => [managerServiceAccount, release]));
  const ofManagers = new Map(
    releases.map(([release, { managerServiceAccount }]) => [splitPod(managerServiceAccount).namespace, release]),
  );
  // A runner's further job namespaces are those in which its manager may start pods.
  for (const [namespace, { creators }] of Object.entries(admission)) {
    const manager = creators.map(podOfUser).find((pod) => pod !== undefined && byManager.has(pod));
    const release = manager === undefined ? undefined : byManager.get(manager);
    if (release !== undefined) byNamespace.set(namespace, release);
  }
  return {
    runnerOfJobs: (namespace) => byNamespace.get(namespace),
    runnerOf: (namespace) => byNamespace.get(namespace) ?? ofManagers.get(namespace),
    ofPod: (pod) => {
      const release = byManager.get(pod) ?? byNamespace.get(splitPod(pod).namespace);
      return release === undefined ? pod : runnerDomain(release);
    },
  };
}

/** The name of the domain of a runner, by its release. */
export function runnerDomain(release: string): string {
  return `runner ${release}`;
}

/** The holders of every role. A role that no pod has is a domain by itself. */
export function holdersOf(model: AccessModel): (role: RoleName) => readonly Holder[] {
  const { admission, associations, roles } = model;
  const domains = trustDomains(model);
  const holders = new Map<RoleName, Holder[]>(Object.keys(roles).map((role) => [role, []]));
  for (const [pod, role] of Object.entries(associations) as [Pod, RoleName][]) {
    const { namespace, serviceAccount } = splitPod(pod);
    const guard = admission[namespace]?.projects;
    const projects = guard !== undefined && Object.hasOwn(guard, serviceAccount) ? guard[serviceAccount] : undefined;
    holders.get(role)?.push({ domain: domains.ofPod(pod), ...(projects === undefined ? {} : { projects }) });
  }
  return (role) => {
    const found = holders.get(role) ?? [];
    return found.length > 0 ? found : [{ domain: `role ${role}` }];
  };
}

export function splitPod(pod: Pod): { readonly namespace: string; readonly serviceAccount: string } {
  const [namespace = "", serviceAccount = ""] = pod.split("/");
  return { namespace, serviceAccount };
}

function podOfUser(user: string): Pod | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  return namespace === undefined || name === undefined ? undefined : `${namespace}/${name}`;
}

/** What a pod is called by the API server. */
export function userOf(pod: Pod): string {
  const { namespace, serviceAccount } = splitPod(pod);
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}
