import { arn } from "./arn";
import { attachments } from "./attachments";
import { broadManagedPolicy } from "./broad-managed-policy";
import { bucketName } from "./bucket-name";
import { cachePrefix } from "./cache-prefix";
import { clusterMissing } from "./cluster-missing";
import { condition } from "./condition";
import { defaultIdentity } from "./default-identity";
import { expectation } from "./expectation";
import { grantInJobNamespace } from "./grant-in-job-namespace";
import { guardSize } from "./guard-size";
import { kubernetesName } from "./kubernetes-name";
import { kubernetesRule } from "./kubernetes-rule";
import { namespaceOwner } from "./namespace-owner";
import { policySize } from "./policy-size";
import { projectId } from "./project-id";
import { quantity } from "./quantity";
import { region } from "./region";
import { roleName } from "./role-name";
import { serviceAccountOwner } from "./service-account-owner";
import { tag } from "./tag";
import { unknownAction } from "./unknown-action";
import type { Check } from "./rule";

/** Every check, by its id. */
export const CHECKS: readonly Check[] = [
  arn,
  attachments,
  broadManagedPolicy,
  bucketName,
  cachePrefix,
  clusterMissing,
  condition,
  defaultIdentity,
  expectation,
  grantInJobNamespace,
  guardSize,
  kubernetesName,
  kubernetesRule,
  namespaceOwner,
  policySize,
  projectId,
  quantity,
  region,
  roleName,
  serviceAccountOwner,
  tag,
  unknownAction,
];
