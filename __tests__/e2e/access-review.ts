import type { KubernetesRequest } from "../../modules/kubernetes/evaluate/request";
import type { Impersonation, KubernetesClient } from "../../sandbox/kubernetes-client";

/** Whether the API server allows a subject a request. @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access */
export async function isAllowed(
  client: KubernetesClient,
  { user, groups }: Impersonation,
  request: KubernetesRequest,
): Promise<boolean> {
  const attributes =
    "nonResourceURL" in request
      ? { nonResourceAttributes: { verb: request.verb, path: request.nonResourceURL } }
      : { resourceAttributes: request };
  const review = await client.send("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    spec: { user, groups, ...attributes },
  });
  return (review as { readonly status: { readonly allowed: boolean } }).status.allowed;
}
