import type { AccessModel, Pod, RoleName } from "../access/model";

/** Whose jobs, or which workload, a role is for. */
export interface Holder {
  /** `runner ci-docs-manager/docs` for its jobs and its manager; `apps/app` for a workload, which is its own domain. */
  readonly domain: string;
  /** Ids of the projects whose jobs may have it, sorted; undefined where no guard says so. */
  readonly projects?: readonly string[];
}

/** The holders of every role. A role that no pod has is a domain by itself. */
export function holdersOf({
  runners,
  admission,
  associations,
  roles,
}: AccessModel): (role: RoleName) => readonly Holder[] {
  const byNamespace = new Map(
    Object.entries(runners).map(([release, { defaultPod }]) => [split(defaultPod).namespace, `runner ${release}`]),
  );
  const byManager = new Map(
    Object.entries(runners).map(([release, { managerServiceAccount }]) => [managerServiceAccount, `runner ${release}`]),
  );
  // A runner's further job namespaces are those in which its manager may start pods.
  for (const [namespace, { creators }] of Object.entries(admission)) {
    const manager = creators.map(podOfUser).find((pod) => pod !== undefined && byManager.has(pod));
    const domain = manager === undefined ? undefined : byManager.get(manager);
    if (domain !== undefined) byNamespace.set(namespace, domain);
  }
  const holders = new Map<RoleName, Holder[]>(Object.keys(roles).map((role) => [role, []]));
  for (const [pod, role] of Object.entries(associations) as [Pod, RoleName][]) {
    const { namespace, serviceAccount } = split(pod);
    const domain = byManager.get(pod) ?? byNamespace.get(namespace) ?? pod;
    const guard = admission[namespace]?.projects;
    const projects = guard !== undefined && Object.hasOwn(guard, serviceAccount) ? guard[serviceAccount] : undefined;
    holders.get(role)?.push({ domain, ...(projects === undefined ? {} : { projects }) });
  }
  return (role) => {
    const found = holders.get(role) ?? [];
    return found.length > 0 ? found : [{ domain: `role ${role}` }];
  };
}

function split(pod: Pod): { readonly namespace: string; readonly serviceAccount: string } {
  const [namespace = "", serviceAccount = ""] = pod.split("/");
  return { namespace, serviceAccount };
}

function podOfUser(user: string): Pod | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  return namespace === undefined || name === undefined ? undefined : `${namespace}/${name}`;
}
