/** The parts of an Amazon Resource Name. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Takes an ARN apart; undefined for what is none. */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, account, ...rest] = text.split(":");
  const resource = rest.join(":");
  if (arn !== "arn" || !partition || !service || region === undefined || account === undefined || resource === "") {
    return undefined;
  }
  return { partition, service, region, account, resource };
}

interface Owner {
  readonly partition: string;
  readonly account: string;
}

export function roleArn({ partition, account, rolePath }: Owner & { readonly rolePath: string }, name: string): string {
  return `arn:${partition}:iam::${account}:role${rolePath}${name}`;
}

export function policyArn({ partition, account }: Owner, name: string): string {
  return `arn:${partition}:iam::${account}:policy/${name}`;
}

/** ARN of an OIDC provider by its issuer without https://. */
export function oidcProviderArn({ partition, account }: Owner, issuer: string): string {
  return `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
}

/** ARN of a managed policy of AWS by its name, with its path where it has one (`job-function/ViewOnlyAccess`). */
export function awsManagedPolicyArn(partition: string, name: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}

/** ARN of one of EKS's access policies by its name. @see https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html */
export function eksAccessPolicyArn(partition: string, name: string): string {
  return `arn:${partition}:eks::aws:cluster-access-policy/${name}`;
}

export function bucketArn(partition: string, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

export function clusterArn({ partition, region, account }: Owner & { readonly region: string }, name: string): string {
  return `arn:${partition}:eks:${region}:${account}:cluster/${name}`;
}
