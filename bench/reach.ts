import { type AccessModel, model, type Pod } from "../modules/access/model";
import { escapes } from "../modules/access/reach/escapes";
import { reachOf } from "../modules/access/reach/reach";
import { NO_MANAGED_POLICIES } from "../modules/iam/managed-policies";
import { MANAGER_RULES } from "../modules/kubernetes/manager-rules";

export interface ReachTime {
  readonly identities: number;
  readonly edges: number;
  /** Of leaving somebody's trust domain. */
  readonly escapes: number;
  readonly milliseconds: number;
}

/** How long it takes to follow every edge of a model, and to find who leaves a trust domain. */
export function reachTime(identities: number): ReachTime {
  const measured = modelOf(identities);
  const start = performance.now();
  const graph = reachOf(measured, NO_MANAGED_POLICIES);
  const found = escapes(measured, graph);
  return {
    identities,
    edges: graph.edges.length,
    escapes: found.length,
    milliseconds: performance.now() - start,
  };
}

const ACCOUNT = "123456789012";

/** 100 identities to a runner; of 100 one deploys to the namespace of a workload, one assumes roles, one reads all Secrets. */
function modelOf(identities: number): AccessModel {
  const keys = Array.from({ length: identities }, (_, i) => i);
  const runners = [...new Set(keys.map((i) => Math.floor(i / 100)))];
  const pod = (i: number): Pod => `jobs-${String(Math.floor(i / 100))}/job-${String(i)}`;
  const role = (i: number) => `role-${String(i)}`;
  const roleArn = (i: number) => `arn:aws:iam::${ACCOUNT}:role/${role(i)}`;
  const projects = (i: number) => [String(i % 40), String(i % 41)];
  return model({
    cluster: `arn:aws:eks:eu-central-1:${ACCOUNT}:cluster/c`,
    pods: Object.fromEntries([
      ...keys.map((i) => [pod(i), { automountToken: true, annotations: {} }] as const),
      ...runners.map((r) => [`apps-${String(r)}/app`, { automountToken: true, annotations: {} }] as const),
    ]),
    associations: Object.fromEntries(keys.map((i) => [pod(i), role(i)])),
    roles: Object.fromEntries(
      keys.map((i) => [
        role(i),
        {
          arn: { value: roleArn(i) },
          trust: {
            value: [
              {
                Effect: "Allow" as const,
                Principal: { Service: ["pods.eks.amazonaws.com"] },
                Action: ["sts:AssumeRole"],
              },
            ],
          },
          statements: {
            value: [
              {
                Effect: "Allow" as const,
                Action: ["s3:GetObject", "s3:PutObject"],
                Resource: [`arn:aws:s3:::site/${String(i)}/*`],
              },
              {
                Effect: "Allow" as const,
                Action: ["ssm:GetParameter", "ssm:PutParameter"],
                Resource: [`arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/${String(i)}`],
              },
              ...(i % 100 === 7 ? [{ Effect: "Allow" as const, Action: ["sts:AssumeRole"], Resource: ["*"] }] : []),
            ],
          },
          managedPolicies: { value: [] },
          exclusive: { value: true },
        },
      ]),
    ),
    runners: Object.fromEntries(
      runners.map((r) => [
        `jobs-${String(r)}-manager/r`,
        {
          gitlabUrl: "https://gitlab.com",
          token: { secret: "token" },
          managerServiceAccount: `jobs-${String(r)}-manager/manager` as const,
          defaultPod: pod(r * 100),
          namespacePattern: "",
          serviceAccountPattern: `^(?:${keys
            .slice(r * 100, r * 100 + 100)
            .map((i) => `job-${String(i)}`)
            .join("|")})$`,
          bearerTokenOverwrite: false,
          nodeSelectorPattern: "",
          nodeTolerationPattern: "",
          labelPattern: "",
          annotationPattern: "",
          hostMounts: [],
          privileged: false,
          nodeSelector: {},
          nodeTolerations: {},
          namespacePerJob: false,
          cache: `cache/${String(r)}/`,
        },
      ]),
    ),
    bindings: [
      ...runners.map((r) => ({
        subject: `jobs-${String(r)}-manager/manager` as const,
        scope: { namespace: `jobs-${String(r)}` },
        grants: { rules: MANAGER_RULES },
      })),
      ...keys.map((i) => ({
        subject: pod(i),
        scope: { namespace: `apps-${String(Math.floor(i / 100))}` },
        grants: { clusterRole: i % 100 === 3 ? "edit" : "view" },
      })),
      ...keys
        .filter((i) => i % 100 === 5)
        .map((i) => ({
          subject: pod(i),
          scope: "cluster" as const,
          grants: {
            rules: [
              { apiGroups: [""], resources: ["secrets"], resourceNames: [], nonResourceURLs: [], verbs: ["get"] },
            ],
          },
        })),
    ],
    namespaces: Object.fromEntries(runners.map((r) => [`jobs-${String(r)}`, "baseline"])),
    admission: Object.fromEntries(
      runners.map((r) => [
        `jobs-${String(r)}`,
        {
          creators: [`system:serviceaccount:jobs-${String(r)}-manager:manager`],
          connectors: [`system:serviceaccount:jobs-${String(r)}-manager:manager`],
          projects: Object.fromEntries(
            keys.slice(r * 100, r * 100 + 100).map((i) => [`job-${String(i)}`, projects(i)]),
          ),
        },
      ]),
    ),
  });
}
