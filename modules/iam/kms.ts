import { partitionOf } from "./partition";
import type { Conditions, PlainStatement } from "./policy";

/** A use of a key through a service, for what the service encrypts under a context. */
export interface KeyUse {
  readonly actions: readonly string[];
  /** ARN. */
  readonly key: string;
  readonly service: "s3" | "secretsmanager" | "ssm";
  /** Values of the encryption context by its keys, with wildcards where several are meant. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** The statement of a use of a key: through its service in this region, and under its context, only. */
export function kmsStatement(
  { actions, key, service, context }: KeyUse,
  { region }: { readonly region: string },
): PlainStatement {
  const viaService = `${service}.${region}.${partitionOf(region)?.dnsSuffix ?? "amazonaws.com"}`;
  const entries = Object.entries(context);
  const named = (wild: boolean) =>
    Object.fromEntries(
      entries
        .filter(([, values]) => values.some((value) => /[*?]/.test(value)) === wild)
        .map(([name, values]) => [`kms:EncryptionContext:${name}`, values]),
    );
  const Condition: Conditions = {
    StringEquals: { ...named(false), "kms:ViaService": [viaService] },
    ...(Object.keys(named(true)).length === 0 ? {} : { StringLike: named(true) }),
  };
  return { Effect: "Allow", Action: actions, Resource: [key], Condition };
}
