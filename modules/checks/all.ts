import { arn } from "./arn";
import { associationCount } from "./association-count";
import { attachments } from "./attachments";
import { audienceCount } from "./audience-count";
import { bearerToken } from "./bearer-token";
import { broadManagedPolicy } from "./broad-managed-policy";
import { bucketName } from "./bucket-name";
import { cachePrefix } from "./cache-prefix";
import { clusterMissing } from "./cluster-missing";
import { condition } from "./condition";
import { defaultIdentity } from "./default-identity";
import { defaultPermissions } from "./default-permissions";
import { expectation } from "./expectation";
import { grantInJobNamespace } from "./grant-in-job-namespace";
import { guardSize } from "./guard-size";
import { kubernetesName } from "./kubernetes-name";
import { kubernetesRule } from "./kubernetes-rule";
import { managedPolicyCount } from "./managed-policy-count";
import { namespaceOwner } from "./namespace-owner";
import { namespacePerJob } from "./namespace-per-job";
import { patternAnchor } from "./pattern-anchor";
import { patternEverything } from "./pattern-everything";
import { patternForeign } from "./pattern-foreign";
import { patternOwn } from "./pattern-own";
import { patternSyntax } from "./pattern-syntax";
import { podIdentityAgent } from "./pod-identity-agent";
import { podIdentityCondition } from "./pod-identity-condition";
import { podIdentityFargate } from "./pod-identity-fargate";
import { podIdentityTrust } from "./pod-identity-trust";
import { policySize } from "./policy-size";
import { privilegedNodes } from "./privileged-nodes";
import { projectId } from "./project-id";
import { providerCount } from "./provider-count";
import { quantity } from "./quantity";
import { region } from "./region";
import { roleCount } from "./role-count";
import { roleName } from "./role-name";
import { serviceAccountOwner } from "./service-account-owner";
import { tag } from "./tag";
import { tokenInValues } from "./token-in-values";
import { trustAudience } from "./trust-audience";
import { trustBoundary } from "./trust-boundary";
import { trustIssuer } from "./trust-issuer";
import { trustSize } from "./trust-size";
import { trustSubject } from "./trust-subject";
import { trustUnknown } from "./trust-unknown";
import { trustWildcard } from "./trust-wildcard";
import { unknownAction } from "./unknown-action";
import { writeAnyRef } from "./write-any-ref";
import type { Check } from "./rule";

/** Every check, by its id. */
export const CHECKS: readonly Check[] = [
  arn,
  associationCount,
  attachments,
  audienceCount,
  bearerToken,
  broadManagedPolicy,
  bucketName,
  cachePrefix,
  clusterMissing,
  condition,
  defaultIdentity,
  defaultPermissions,
  expectation,
  grantInJobNamespace,
  guardSize,
  kubernetesName,
  kubernetesRule,
  managedPolicyCount,
  namespaceOwner,
  namespacePerJob,
  patternAnchor,
  patternEverything,
  patternForeign,
  patternOwn,
  patternSyntax,
  podIdentityAgent,
  podIdentityCondition,
  podIdentityFargate,
  podIdentityTrust,
  policySize,
  privilegedNodes,
  projectId,
  providerCount,
  quantity,
  region,
  roleCount,
  roleName,
  serviceAccountOwner,
  tag,
  tokenInValues,
  trustAudience,
  trustBoundary,
  trustIssuer,
  trustSize,
  trustSubject,
  trustUnknown,
  trustWildcard,
  unknownAction,
  writeAnyRef,
];
