import { actionResource } from "./action-resource";
import { annotationDomain } from "./annotation-domain";
import { arn } from "./arn";
import { attachments } from "./attachments";
import { broadManagedPolicy } from "./broad-managed-policy";
import { bucketAcrossDomains } from "./bucket-across-domains";
import { bucketName } from "./bucket-name";
import { cachePrefix } from "./cache-prefix";
import { clusterAdmin } from "./cluster-admin";
import { clusterMissing } from "./cluster-missing";
import { clusterWideSecrets } from "./cluster-wide-secrets";
import { condition } from "./condition";
import { defaultIdentity } from "./default-identity";
import { defaultServiceAccount } from "./default-service-account";
import { escalation } from "./escalation";
import { grantInJobNamespace } from "./grant-in-job-namespace";
import { guardSize } from "./guard-size";
import { imageOfOthers } from "./image-of-others";
import { kmsGrant } from "./kms-grant";
import { kubernetesName } from "./kubernetes-name";
import { kubernetesRule } from "./kubernetes-rule";
import { namespaceOwner } from "./namespace-owner";
import { policySize } from "./policy-size";
import { policyUnknown } from "./policy-unknown";
import { projectId } from "./project-id";
import { publicPrincipal } from "./public-principal";
import { quantity } from "./quantity";
import { region } from "./region";
import { roleName } from "./role-name";
import { serviceAccountOwner } from "./service-account-owner";
import { tag } from "./tag";
import { unknownAction } from "./unknown-action";
import { valueOfOthers } from "./value-of-others";
import { wildcardAction } from "./wildcard-action";
import { wildcardResource } from "./wildcard-resource";
import { wildcardRule } from "./wildcard-rule";
import type { Check } from "./rule";

/** Every check, by its id. */
export const CHECKS: readonly Check[] = [
  actionResource,
  annotationDomain,
  arn,
  attachments,
  broadManagedPolicy,
  bucketAcrossDomains,
  bucketName,
  cachePrefix,
  clusterAdmin,
  clusterMissing,
  clusterWideSecrets,
  condition,
  defaultIdentity,
  defaultServiceAccount,
  escalation,
  grantInJobNamespace,
  guardSize,
  imageOfOthers,
  kmsGrant,
  kubernetesName,
  kubernetesRule,
  namespaceOwner,
  policySize,
  policyUnknown,
  projectId,
  publicPrincipal,
  quantity,
  region,
  roleName,
  serviceAccountOwner,
  tag,
  unknownAction,
  valueOfOthers,
  wildcardAction,
  wildcardResource,
  wildcardRule,
];
