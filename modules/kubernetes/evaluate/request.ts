/** What an API server is asked for, as its authorizers see it. */
export type KubernetesRequest = ResourceRequest | NonResourceRequest;

/** A request for objects. @see https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/ */
export interface ResourceRequest {
  readonly verb: string;
  /** Empty: the core group. */
  readonly group: string;
  /** Plural, as it stands in paths. */
  readonly resource: string;
  readonly subresource?: string;
  /** Left out: the request names no object (list, watch, deletecollection, create). */
  readonly name?: string;
  /** Left out: the resource belongs to the cluster, or the request is for all namespaces. */
  readonly namespace?: string;
}

/** A request for a path that is no object, such as `/healthz`. */
export interface NonResourceRequest {
  /** An HTTP method in lower case. */
  readonly verb: string;
  readonly nonResourceURL: string;
}
