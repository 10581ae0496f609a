import type { KubernetesRequest } from "../../modules/kubernetes/evaluate/request";
import type { Impersonation, KubernetesClient } from "../../sandbox/kubernetes-client";

/** Whether the API server allows a subject a request. @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access */
export async function isAllowed(
  client: KubernetesClient,
  { user, groups }: Impersonation,
  request: KubernetesRequest,
): Promise<boolean> {
  const spec = { user, groups, ...attributesOf(request) };
  return allowedBy(await client.send("POST", `${AUTHORIZATION}/subjectaccessreviews`, { spec }));
}

/** The same, asked by the subject about itself. */
export async function mayItself(
  client: KubernetesClient,
  subject: Impersonation,
  request: KubernetesRequest,
): Promise<boolean> {
  const review = { spec: attributesOf(request) };
  return allowedBy(await client.send("POST", `${AUTHORIZATION}/selfsubjectaccessreviews`, review, subject));
}

const AUTHORIZATION = "/apis/authorization.k8s.io/v1";

function attributesOf(request: KubernetesRequest) {
  return "nonResourceURL" in request
    ? { nonResourceAttributes: { verb: request.verb, path: request.nonResourceURL } }
    : { resourceAttributes: request };
}

function allowedBy(review: unknown): boolean {
  return (review as { readonly status: { readonly allowed: boolean } }).status.allowed;
}
