import { actionResource } from "./action-resource";
import { annotationDomain } from "./annotation-domain";
import { arn } from "./arn";
import { associationCount } from "./association-count";
import { attachments } from "./attachments";
import { audienceCount } from "./audience-count";
import { bearerToken } from "./bearer-token";
import { breakGlass } from "./break-glass";
import { broadManagedPolicy } from "./broad-managed-policy";
import { bucketAcrossDomains } from "./bucket-across-domains";
import { bucketName } from "./bucket-name";
import { cachePrefix } from "./cache-prefix";
import { clusterAdmin } from "./cluster-admin";
import { clusterMissing } from "./cluster-missing";
import { clusterWideSecrets } from "./cluster-wide-secrets";
import { condition } from "./condition";
import { defaultIdentity } from "./default-identity";
import { defaultPermissions } from "./default-permissions";
import { defaultServiceAccount } from "./default-service-account";
import { escalation } from "./escalation";
import { escape } from "./escape";
import { expectation } from "./expectation";
import { grantInJobNamespace } from "./grant-in-job-namespace";
import { guardSize } from "./guard-size";
import { idToken } from "./id-token";
import { imageOfOthers } from "./image-of-others";
import { kmsGrant } from "./kms-grant";
import { kubernetesName } from "./kubernetes-name";
import { kubernetesRoleOwner } from "./kubernetes-role-owner";
import { kubernetesRule } from "./kubernetes-rule";
import { managedPolicyCount } from "./managed-policy-count";
import { namespaceOwner } from "./namespace-owner";
import { namespacePerJob } from "./namespace-per-job";
import { nodeMetadata } from "./node-metadata";
import { nodesOfOthers } from "./nodes-of-others";
import { oidcProvider } from "./oidc-provider";
import { patternAnchor } from "./pattern-anchor";
import { patternEverything } from "./pattern-everything";
import { patternForeign } from "./pattern-foreign";
import { patternOwn } from "./pattern-own";
import { patternSyntax } from "./pattern-syntax";
import { podIdentityAgent } from "./pod-identity-agent";
import { podIdentityCondition } from "./pod-identity-condition";
import { podIdentityFargate } from "./pod-identity-fargate";
import { podIdentityTrust } from "./pod-identity-trust";
import { podSecurity } from "./pod-security";
import { policySize } from "./policy-size";
import { policyUnknown } from "./policy-unknown";
import { privilegedNodes } from "./privileged-nodes";
import { projectId } from "./project-id";
import { providerCount } from "./provider-count";
import { publicEndpoint } from "./public-endpoint";
import { publicPrincipal } from "./public-principal";
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
import { valueOfOthers } from "./value-of-others";
import { wildcardAction } from "./wildcard-action";
import { wildcardResource } from "./wildcard-resource";
import { wildcardRule } from "./wildcard-rule";
import { writeAnyRef } from "./write-any-ref";
import type { Check } from "./rule";

/** Every check, by its id. */
export const CHECKS: readonly Check[] = [
  actionResource,
  annotationDomain,
  arn,
  associationCount,
  attachments,
  audienceCount,
  bearerToken,
  breakGlass,
  broadManagedPolicy,
  bucketAcrossDomains,
  bucketName,
  cachePrefix,
  clusterAdmin,
  clusterMissing,
  clusterWideSecrets,
  condition,
  defaultIdentity,
  defaultPermissions,
  defaultServiceAccount,
  escalation,
  escape,
  expectation,
  grantInJobNamespace,
  guardSize,
  idToken,
  imageOfOthers,
  kmsGrant,
  kubernetesName,
  kubernetesRoleOwner,
  kubernetesRule,
  managedPolicyCount,
  namespaceOwner,
  namespacePerJob,
  nodeMetadata,
  nodesOfOthers,
  oidcProvider,
  patternAnchor,
  patternEverything,
  patternForeign,
  patternOwn,
  patternSyntax,
  podIdentityAgent,
  podIdentityCondition,
  podIdentityFargate,
  podIdentityTrust,
  podSecurity,
  policySize,
  policyUnknown,
  privilegedNodes,
  projectId,
  providerCount,
  publicEndpoint,
  publicPrincipal,
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
  valueOfOthers,
  wildcardAction,
  wildcardResource,
  wildcardRule,
  writeAnyRef,
];
