import { parseArn } from "../../iam/arn";
import { IMAGES, PARAMETERS, SECRETS, type WrittenAndRead } from "../../iam/left-for-others";
import { patternIndex } from "../../iam/pattern-index";
import { rightsTo } from "../../iam/rights";
import type { AccessModel, ModelPath } from "../model";
import { roleOf } from "./assume-edges";
import type { Edge, Place } from "./graph";
import type { HeldRole } from "./role-rights";

/** Something that one leaves for others. */
interface Kind extends WrittenAndRead {
  readonly name: "images" | "parameters" | "secrets" | "states";
  /** What one does who writes it. */
  readonly writes: string;
  /** ARNs of what may be written with it, where these are others than those of what is read. */
  readonly written?: RegExp;
  /** The check that tells of it by itself. */
  readonly saidBy: string;
}

const OBJECTS = /^\*+$|^arn:[^:]*:s3:/;

const KINDS: readonly Kind[] = [
  { ...IMAGES, name: "images", writes: "may push images to", saidBy: "image-of-others" },
  { ...PARAMETERS, name: "parameters", writes: "may write parameters", saidBy: "value-of-others" },
  { ...SECRETS, name: "secrets", writes: "may write secrets", saidBy: "value-of-others" },
  {
    name: "states",
    write: ["s3:PutObject"],
    read: ["s3:GetObject"],
    writes: "may write the Terraform state",
    kind: /^arn:[^:]*:s3:::.*\.tfstate\*?$/,
    written: OBJECTS,
    saidBy: "bucket-across-domains",
  },
];

const WRITE_OBJECTS = ["s3:PutObject"];

/** What roles write and others read: images, parameters, secrets, Terraform states, and the caches of runners. */
export function dataEdges(model: AccessModel, roles: readonly HeldRole[]): readonly Edge[] {
  return [...KINDS.flatMap((kind) => kindEdges(kind, model, roles)), ...cacheEdges(model, roles)];
}

function kindEdges(kind: Kind, model: AccessModel, roles: readonly HeldRole[]): readonly Edge[] {
  const { name, writes, saidBy } = kind;
  const all = used(kind.write, kind.written ?? kind.kind, roles);
  const read = used(kind.read, kind.kind, roles);
  const images = name === "images" ? imagesOf(model, partitionsOf(roles)) : [];
  const patterns = [...new Set([...read.map(({ resource }) => resource), ...images.map(({ resource }) => resource)])];
  const index = patternIndex(patterns, (pattern) => pattern);
  const readersOf = new Map([...new Set(all.map(({ resource }) => resource))].map((each) => [each, [...index(each)]]));
  const written = all.filter(({ resource }) => readersOf.get(resource)?.length !== 0);
  const place = (as: "written" | "read", pattern: string): Place => ({ kind: as, name: `${name} ${pattern}` });
  return [
    ...written.map(({ role, resource, at, bounded }): Edge => ({
      from: roleOf(role),
      to: place("written", resource),
      how: `${writes} ${resource}${bounded}`,
      at,
      saidBy,
    })),
    ...[...readersOf].flatMap(([pattern, readers]) =>
      readers.map((reader): Edge => ({
        from: place("written", pattern),
        to: place("read", reader),
        how: pattern === reader ? "are read" : `are read as ${reader}`,
        at: [],
      })),
    ),
    ...read.map(({ role, resource }): Edge => ({
      from: place("read", resource),
      to: roleOf(role),
      how: `are what role ${role} reads`,
      at: [],
    })),
    ...images.map(({ resource, release, digest }): Edge => ({
      from: place("read", resource),
      to: { kind: "runner", name: release },
      how: `are what jobs of runner ${release} run that name no image`,
      at: ["runners", release, "image"],
      ...(digest ? { cut: "the runner names the image by its digest" } : {}),
    })),
  ];
}

interface Used {
  readonly role: string;
  readonly resource: string;
  readonly at: ModelPath;
  readonly bounded: string;
}

/** What roles may do one of some actions to, each pattern of a role once. */
function used(actions: readonly string[], kind: RegExp, roles: readonly HeldRole[]): readonly Used[] {
  const find = rightsTo(actions);
  return roles.flatMap((role) => {
    const rights = find(role.statements.map(({ statement }) => statement)).flatMap(({ resources, index }) =>
      resources
        .filter((resource) => kind.test(resource))
        .map((resource) => [resource, role.statements[index]?.at ?? []] as const),
    );
    return [...new Map(rights)].map(([resource, at]) => ({
      role: role.name,
      resource,
      at,
      bounded: role.bounded ? ", unless its boundary refuses" : "",
    }));
  });
}

/** The repositories of ECR whose images jobs run that name none. */
function imagesOf({ runners }: AccessModel, partitions: readonly string[]) {
  return Object.entries(runners).flatMap(([release, { image = "" }]) =>
    partitions.flatMap((partition) => {
      const resource = repositoryArn(image, partition);
      return resource === undefined ? [] : [{ release, resource, digest: image.includes("@sha256:") }];
    }),
  );
}

/** The ARN of the repository of an image of ECR; undefined for an image of others. */
export function repositoryArn(image: string, partition: string): string | undefined {
  const [, account, region, name] = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
  if (account === undefined || region === undefined || name === undefined) return undefined;
  return `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
}

/** Who writes into the cache of a runner leaves there what its jobs unpack. */
function cacheEdges({ runners }: AccessModel, roles: readonly HeldRole[]): readonly Edge[] {
  const caches = Object.entries(runners).flatMap(([release, { cache }]) =>
    cache === undefined ? [] : [{ release, cache }],
  );
  if (caches.length === 0) return [];
  const writers = used(WRITE_OBJECTS, OBJECTS, roles);
  const writersOf = patternIndex(writers, ({ resource }) => resource);
  const partitions = partitionsOf(roles);
  return caches.flatMap(({ release, cache }) =>
    partitions
      .flatMap((partition) => [...writersOf(`arn:${partition}:s3:::${cache}*`)])
      .map(({ role, at, bounded }): Edge => ({
        from: roleOf(role),
        to: { kind: "runner", name: release },
        how: `may leave in the cache ${cache} what jobs of runner ${release} unpack${bounded}`,
        at,
        saidBy: "bucket-across-domains",
      })),
  );
}

/** The partitions of AWS that roles are in. */
function partitionsOf(roles: readonly HeldRole[]): readonly string[] {
  return [...new Set(roles.flatMap(({ arn }) => parseArn(arn)?.partition ?? []))].filter((each) => each !== "*");
}
