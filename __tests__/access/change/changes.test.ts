import { changes } from "../../../modules/access/change/changes";
import { fromPlatform } from "../../../modules/access/from-platform";
import { type AccessModel, model, type RunnerAccess } from "../../../modules/access/model";
import { NO_MANAGED_POLICIES } from "../../../modules/iam/managed-policies";
import type { Statement } from "../../../modules/iam/policy";
import { EXAMPLE } from "../../support/examples";
import { platformOf } from "../../support/findings";
import { texts } from "../../support/plans";

function between(before: Partial<AccessModel>, after: Partial<AccessModel>): readonly string[] {
  return texts(changes(model(before), model(after), { managedPolicies: NO_MANAGED_POLICIES }));
}

const ACCOUNT = { automountToken: false, annotations: {} };

const RUNNER: RunnerAccess = {
  gitlabUrl: "https://gitlab.com",
  token: { secret: "t" },
  managerServiceAccount: "m/manager",
  defaultPod: "ci/build",
  namespacePattern: "",
  serviceAccountPattern: "^(?:build)$",
  bearerTokenOverwrite: false,
  nodeSelectorPattern: "",
  nodeTolerationPattern: "",
  labelPattern: "",
  annotationPattern: "",
  privileged: false,
  hostMounts: [],
  nodeSelector: {},
  nodeTolerations: {},
  namespacePerJob: false,
};

const PODS = { "ci/build": ACCOUNT, "ci/publish": ACCOUNT, "other/publish": ACCOUNT };

function role(trust: readonly Statement[], statements: readonly Statement[] = []): AccessModel["roles"][string] {
  return {
    arn: { unknown: "x" },
    trust: { value: trust },
    statements: { value: statements },
    managedPolicies: { value: [] },
    exclusive: { value: true },
  };
}

describe("what changes in who may do what", () => {
  test("is nothing between a declaration and itself", async () => {
    const declared = fromPlatform(await platformOf(EXAMPLE));
    expect(changes(declared, declared, { managedPolicies: NO_MANAGED_POLICIES })).toEqual([]);
  });

  test("is whom a pattern newly admits, of the namespaces that jobs may be in", () => {
    const before = { pods: PODS, runners: { "m/r": RUNNER } };
    const after = { ...RUNNER, serviceAccountPattern: "^(?:build|publish)$" };
    expect(between(before, { pods: PODS, runners: { "m/r": after } })).toEqual([
      "runner m/r opened lets its jobs be ci/publish",
      "runner m/r changed has another pattern of ServiceAccounts: ^(?:build)$, then ^(?:build|publish)$",
    ]);
  });

  test("is no escape where who is admitted is new", () => {
    const { "ci/publish": _, ...fewer } = PODS;
    const found = between(
      { pods: fewer, runners: { "m/r": RUNNER } },
      { pods: PODS, runners: { "m/r": { ...RUNNER, serviceAccountPattern: "^(?:build|publish)$" } } },
    );
    expect(found).toEqual([
      "pod ci/publish gained is new",
      "runner m/r changed has another pattern of ServiceAccounts: ^(?:build)$, then ^(?:build|publish)$",
    ]);
    expect(_).toEqual(ACCOUNT);
  });

  test.each<readonly [change: Partial<RunnerAccess>, text: string]>([
    [{ privileged: true }, "opened runs privileged jobs: they have their nodes, and every pod on them"],
    [
      { hostMounts: [{ path: "/var/cache", mountPath: "/cache", readOnly: false }] },
      "opened mounts /var/cache of its nodes at /cache, to write",
    ],
    [
      { hostMounts: [{ path: "/etc/ssl", mountPath: "/etc/ssl", readOnly: true }] },
      "opened mounts /etc/ssl of its nodes at /etc/ssl",
    ],
    [{ nodeTolerationPattern: ".*" }, "opened lets its jobs choose any taint to tolerate: .*"],
    [
      { nodeSelectorPattern: "pool" },
      "opened lets its jobs choose any label of nodes that the pattern is found in: pool",
    ],
    [{ nodeSelectorPattern: "^(?:pool=x)$" }, "gained lets jobs choose other labels of nodes: none, then ^(?:pool=x)$"],
    [{ labelPattern: "^(?:a=b)$" }, "gained lets jobs choose other labels of pods: none, then ^(?:a=b)$"],
    [{ annotationPattern: "^(?:a=b)$" }, "gained lets jobs choose other annotations of pods: none, then ^(?:a=b)$"],
    [{ allowedImages: ["alpine:*"] }, 'narrowed lets jobs name other images: any, then ["alpine:*"]'],
    [{ allowedServices: ["redis:*"] }, 'narrowed lets jobs name other images of services: any, then ["redis:*"]'],
    [{ bearerTokenOverwrite: true }, "opened lets a job bring a Kubernetes token of its own"],
    [{ serviceAccountPattern: ".*" }, "opened lets its jobs choose any ServiceAccount: .*"],
    [
      { serviceAccountPattern: "build" },
      "opened lets its jobs choose any ServiceAccount that the pattern is found in: build",
    ],
    [
      { serviceAccountPattern: "(" },
      "opened has a pattern that the runner does not take: jobs that ask for something fail",
    ],
    [{ nodeSelector: { pool: "x" } }, 'changed runs jobs on other nodes: {}, then {"pool":"x"}'],
    [
      { nodeTolerations: { "ci=x": "NoSchedule" } },
      'changed lets jobs tolerate other taints: {}, then {"ci=x":"NoSchedule"}',
    ],
    [
      { gitlabUrl: "https://evil.example" },
      "changed takes jobs of another GitLab: https://gitlab.com, then https://evil.example",
    ],
  ])("is how a runner holds its jobs: %j", (change, text) => {
    expect(between({ runners: { "m/r": RUNNER } }, { runners: { "m/r": { ...RUNNER, ...change } } })).toContain(
      `runner m/r ${text}`,
    );
  });

  test("is less where a runner closes again", () => {
    const open: RunnerAccess = {
      ...RUNNER,
      labelPattern: "^(?:a=b)$",
      hostMounts: [{ path: "/var", mountPath: "/var", readOnly: true }],
      allowedImages: ["alpine:*"],
    };
    expect(between({ runners: { "m/r": open } }, { runners: { "m/r": RUNNER } })).toEqual([
      'runner m/r widened lets jobs name other images: ["alpine:*"], then any',
      "runner m/r lost lets jobs choose other labels of pods: ^(?:a=b)$, then none",
      "runner m/r closed no longer mounts /var of its nodes at /var",
    ]);
  });

  test("is a role that was there and that another pod gets", () => {
    const roles = { deploy: role([]) };
    expect(between({ roles, pods: PODS }, { roles, pods: PODS, associations: { "ci/build": "deploy" } })).toEqual([
      "pod ci/build opened may be role deploy, by pod identity",
      "pod ci/build gained gets the role deploy",
    ]);
    expect(between({ pods: PODS }, { pods: PODS, associations: { "ci/build": "made-elsewhere" } })).toContain(
      "pod ci/build opened may be role made-elsewhere, by pod identity",
    );
  });

  test("is who is let into a role, and what it may do by that", () => {
    const everybody: Statement = { Effect: "Allow", Principal: { AWS: ["*"] }, Action: ["sts:AssumeRole"] };
    const passing: Statement = { Effect: "Allow", Action: ["iam:PassRole"], Resource: ["arn:aws:iam::1:role/x"] };
    expect(between({}, { roles: { r: role([everybody], [passing]) } })).toEqual([
      "role r opened may let a service do whatever a role may, by iam:PassRole on arn:aws:iam::1:role/x",
      "role r opened trusts everybody for sts:AssumeRole",
      "role r gained is new",
      "role r gained may iam:PassRole on arn:aws:iam::1:role/x",
    ]);
  });

  test("is a denial, and a boundary, that go", () => {
    const denial: Statement = { Effect: "Deny", Action: ["iam:*"], Resource: ["*"] };
    const bounded = { ...role([], [denial]), permissionsBoundary: { value: "arn:aws:iam::1:policy/b" } };
    expect(between({ roles: { r: bounded } }, { roles: { r: role([]) } })).toEqual([
      "role r opened is no longer bounded by arn:aws:iam::1:policy/b",
      "role r gained is no longer denied iam:* on *",
    ]);
  });

  test("is what cannot be told, where it could before", () => {
    const open = {
      ...role([]),
      trust: { unknown: "known after apply" },
      statements: { unknown: "x.policy is known after apply" },
      atLeast: { statements: [], managedPolicies: [], open: ["x.policy is known after apply"] },
    };
    expect(between({ roles: { r: role([]) } }, { roles: { r: open } })).toEqual([
      "role r unknown may be anybody's: its trust policy cannot be told: known after apply",
      "role r unknown may more than can be told: x.policy is known after apply",
    ]);
  });

  test("is a guard that weakens or goes, and a Pod Security level", () => {
    const guard = {
      creators: ["system:serviceaccount:m:manager"],
      connectors: [],
      projects: { build: ["1"], docs: [] },
    };
    const weaker = { ...guard, creators: [...guard.creators, "eve"], projects: { build: ["1", "2"], docs: ["3"] } };
    expect(
      between(
        { admission: { ci: guard }, namespaces: { ci: "baseline" } },
        { admission: { ci: weaker }, namespaces: { ci: "privileged" } },
      ),
    ).toEqual([
      "namespace ci opened has the Pod Security level privileged, no longer baseline",
      "namespace ci opened lets eve start pods",
      "namespace ci opened lets jobs of project 2 be build",
      "namespace ci gained lets jobs of project 3 be docs",
    ]);
    expect(between({ admission: { ci: guard } }, {})).toEqual([
      "namespace ci opened is no longer guarded: any pod may be any ServiceAccount in it",
    ]);
  });

  test("is what a guard kept one from, once it goes", () => {
    const create = { apiGroups: [""], resources: ["pods"], resourceNames: [], nonResourceURLs: [], verbs: ["create"] };
    const access = {
      pods: PODS,
      runners: { "m/r": RUNNER },
      bindings: [{ subject: "other/publish" as const, scope: { namespace: "ci" }, grants: { rules: [create] } }],
      namespaces: { ci: "baseline" },
    };
    const guard = { creators: ["system:serviceaccount:m:manager"], connectors: [], projects: { build: ["1"] } };
    const guarded = { ...access, admission: { ci: guard } };
    expect(between(guarded, access).filter((text) => text.includes("opened"))).toEqual([
      "pod other/publish opened may start pods as any ServiceAccount in namespace ci",
      "namespace ci opened is no longer guarded: any pod may be any ServiceAccount in it",
    ]);
    expect(between(access, guarded).filter((text) => text.includes("closed"))).toEqual([
      "pod other/publish closed may no longer start pods as any ServiceAccount in namespace ci",
      "namespace ci closed is guarded: pods by system:serviceaccount:m:manager, as build",
    ]);
  });

  test("is roles that become each other", () => {
    const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    const named = (name: string, trust: readonly Statement[]) => ({ ...role(trust), arn: { value: arn(name) } });
    const lets = { Effect: "Allow" as const, Principal: { AWS: [arn("a")] }, Action: ["sts:AssumeRole"] };
    const before = { roles: { a: named("a", []), b: named("b", []) } };
    const after = { roles: { a: named("a", []), b: named("b", [lets]) } };
    expect(between(before, after).filter((text) => text.includes("opened"))).toEqual([
      "role a opened may be role b, whose trust names it",
      "role b opened trusts arn:aws:iam::123456789012:role/a for sts:AssumeRole",
    ]);
  });

  test("is a bucket that opens", () => {
    const bucket = {
      encryption: "AES256",
      versioning: "Enabled",
      publicAccessBlocked: true,
      ownerEnforced: true,
      policy: { value: [] },
    };
    const open: Statement = {
      Effect: "Allow",
      Principal: "*",
      Action: ["s3:GetObject"],
      Resource: ["arn:aws:s3:::b/*"],
    };
    expect(
      between(
        { buckets: { b: bucket } },
        { buckets: { b: { ...bucket, publicAccessBlocked: false, policy: { value: [open] } } } },
      ),
    ).toEqual([
      "bucket b opened no longer blocks public access",
      "bucket b opened lets everybody s3:GetObject on arn:aws:s3:::b/*",
    ]);
  });

  test("is Kubernetes permissions by their rules, not by their names", () => {
    const bind = (clusterRole: string, scope: "cluster" | { namespace: string }) => ({
      bindings: [{ subject: "ci/build" as const, scope, grants: { clusterRole } }],
    });
    expect(between(bind("edit", { namespace: "docs" }), bind("view", { namespace: "docs" }))).toContain(
      "pod ci/build narrowed may no longer do what ClusterRole edit allows in namespace docs",
    );
    expect(between(bind("cluster-admin", "cluster"), bind("view", { namespace: "docs" }))).toEqual([
      "pod ci/build narrowed may no longer do what ClusterRole cluster-admin allows in the whole cluster",
      "pod ci/build closed may no longer do everything in the whole cluster",
    ]);
    expect(between({}, bind("of-others", "cluster"))).toEqual([
      "pod ci/build unknown may more than can be told: the rules of ClusterRole of-others are not known here",
      "pod ci/build gained may do what ClusterRole of-others allows in the whole cluster, whose rules are not known here",
    ]);
  });
});
