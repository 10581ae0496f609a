import type { ActionCatalogue } from "../iam/catalogue";
import type { CheckedPlatform, Platform } from "../platform/platform";
import type { Problem } from "../platform/problem";
import type { Reading } from "../platform/read";
import { arn } from "./arn";
import { attachments } from "./attachments";
import { bucketName } from "./bucket-name";
import { cachePrefix } from "./cache-prefix";
import { clusterMissing } from "./cluster-missing";
import { condition } from "./condition";
import { defaultIdentity } from "./default-identity";
import { grantInJobNamespace } from "./grant-in-job-namespace";
import { guardSize } from "./guard-size";
import { idToken } from "./id-token";
import { kubernetesName } from "./kubernetes-name";
import { kubernetesRule } from "./kubernetes-rule";
import { namespaceOwner } from "./namespace-owner";
import { oidcProvider } from "./oidc-provider";
import { policySize } from "./policy-size";
import { projectId } from "./project-id";
import { quantity } from "./quantity";
import { region } from "./region";
import { roleName } from "./role-name";
import { serviceAccountOwner } from "./service-account-owner";
import { tag } from "./tag";
import { together } from "./together";
import { trustSize } from "./trust-size";
import { unknownAction } from "./unknown-action";

/** A check: a pure function from what is declared to what is wrong with it. Its id is the name of its file. */
export type Check = (platform: Platform, catalogue: ActionCatalogue) => readonly Problem[];

const CHECKS: readonly Check[] = [
  arn,
  attachments,
  bucketName,
  cachePrefix,
  clusterMissing,
  condition,
  defaultIdentity,
  grantInJobNamespace,
  guardSize,
  idToken,
  kubernetesName,
  kubernetesRule,
  namespaceOwner,
  oidcProvider,
  policySize,
  projectId,
  quantity,
  region,
  roleName,
  serviceAccountOwner,
  tag,
  trustSize,
  unknownAction,
];

export interface Checked {
  /** Every problem of the declaration, each once. */
  readonly findings: readonly Problem[];
  /** Only where none of them is an error. */
  readonly platform?: CheckedPlatform;
}

/**
 * Runs every check. It is the one way to a CheckedPlatform, which is all that constructs accept: neither a flag of
 * CDKTF nor a main.ts of one's own goes round it.
 */
export function check({ problems, platform }: Reading, catalogue: ActionCatalogue): Checked {
  const found = platform === undefined ? [] : CHECKS.flatMap((run) => run(platform, catalogue));
  const all = unique([...problems, ...found]);
  const failed = platform === undefined || all.some(({ severity }) => severity === "error");
  // What is mended may be what would have used it.
  const findings = failed ? all.filter(({ check }) => check !== "unused") : all;
  return { findings, ...(failed ? {} : { platform: platform as CheckedPlatform }) };
}

/** Checks several declarations that are written together: each as above, and none takes a name of another. */
export function checkTogether(readings: readonly Reading[], catalogue: ActionCatalogue): readonly Checked[] {
  const sound = readings.flatMap((reading) => reading.platform ?? []);
  const found = new Map(together(sound).map((problems, i) => [sound[i], problems]));
  return readings.map((reading) => {
    const problems = [...reading.problems, ...(found.get(reading.platform) ?? [])];
    return check({ ...reading, problems }, catalogue);
  });
}

/** A set of permissions that several identities use has its problem once. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
