import type { Backend, Terraform } from "./platform";
import type { DeclarationInput } from "./schema/declaration";

/** Providers and state of what is written. */
export function resolveTerraform(d: DeclarationInput): Terraform {
  const { providers = {}, backend = "local" } = d.terraform ?? {};
  return {
    providers: { aws: providers.aws, kubernetes: providers.kubernetes, helm: providers.helm },
    backend: resolveBackend(d, backend),
  };
}

type BackendInput = NonNullable<NonNullable<DeclarationInput["terraform"]>["backend"]>;

function resolveBackend({ name, aws }: DeclarationInput, backend: BackendInput): Backend {
  if (backend === "local") return { kind: "local" };
  if ("http" in backend) return { kind: "http", address: backend.http.address.replace(/\/+$/, "") };
  if ("cloud" in backend) {
    const { organization, hostname, project } = backend.cloud;
    return {
      kind: "cloud",
      organization,
      ...(hostname === undefined ? {} : { hostname }),
      ...(project === undefined ? {} : { project }),
    };
  }
  const { bucket, region, prefix, kmsKey } = backend.s3;
  return {
    kind: "s3",
    bucket,
    region: region ?? aws.region,
    prefix: prefix ?? `${name}/`,
    ...(kmsKey === undefined ? {} : { kmsKey }),
  };
}
