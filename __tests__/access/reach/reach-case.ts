import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { fromPlatform } from "../../../modules/access/from-platform";
import { type AccessModel, model } from "../../../modules/access/model";
import { parseRequest } from "../../../modules/kubernetes/evaluate/parse-request";
import { read } from "../../../modules/platform/read";
import { fileText } from "../../support/examples";

/** A small declaration, and whom the jobs of its identity `docs` may become. */
export interface ReachCase {
  readonly name: string;
  /** What docs may do in Kubernetes: `create pods in apps`, or without a namespace in the whole cluster. */
  readonly can?: readonly string[];
  /** What docs may do in AWS: `iam:PassRole on arn:aws:iam::123456789012:role/x`. */
  readonly aws?: readonly string[];
  /** Any other grants of docs. */
  readonly allow?: readonly unknown[];
  /** Put over the declaration: what is a record there is merged, null takes away. */
  readonly declare?: unknown;
  /** Put over its model in the same way, for what no declaration can say. */
  readonly model?: unknown;
  /** The path to everybody of another trust domain; of one's own; and to what of others can be seen. */
  readonly beyond?: readonly string[];
  readonly within?: readonly string[];
  readonly seen?: readonly string[];
  /** Steps, and what cuts them. */
  readonly cut?: readonly string[];
  /** Steps, and why it cannot be told. */
  readonly open?: readonly string[];
}

/** The cases of every file in a folder. */
export function reachCases(): readonly (readonly [string, ReachCase])[] {
  const folder = join(__dirname, "cases");
  return readdirSync(folder)
    .sort()
    .flatMap((file) =>
      (parse(fileText("__tests__", "access", "reach", "cases", file)) as readonly ReachCase[]).map(
        (each) => [`${file.replace(".yaml", "")}: ${each.name}`, each] as const,
      ),
    );
}

/** Two runners with a project each, one of them with a second project, and a workload. */
const BASE = {
  name: "p",
  aws: { account: "123456789012", region: "eu-central-1" },
  cluster: { name: "c" },
  gitlab: { projects: { "a/docs": { id: 1 }, "a/web": { id: 2 } } },
  runners: {
    docs: { namespace: "ci-docs", refs: "protected", tokenSecret: "token", defaultIdentity: "docs" },
    web: { namespace: "ci-web", refs: "protected", tokenSecret: "token", defaultIdentity: "web" },
  },
  identities: {
    docs: { runner: "docs", projects: ["a/docs"], allow: [] },
    other: { runner: "docs", projects: ["a/web"], allow: [] },
    web: { runner: "web", projects: ["a/web"], allow: [] },
    app: { serviceAccount: "apps/app", allow: [] },
  },
};

/** The model of a case. */
export function modelOf({ can = [], aws = [], allow = [], declare = {}, model: over = {} }: ReachCase): AccessModel {
  const grants = [...can.map(kubernetesGrant), ...aws.map(awsGrant), ...allow];
  const declaration = merged(merged(BASE, { identities: { docs: { allow: grants } } }), declare);
  const { platform, problems } = read({ value: declaration, problems: [], locate: () => ({ text: "" }) });
  if (platform === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return model(merged(fromPlatform(platform), over) as AccessModel);
}

/** Records are merged, anything else is replaced; null takes away. */
export function merged(under: unknown, over: unknown): unknown {
  if (!isRecord(under) || !isRecord(over)) return over;
  const entries = Object.entries({ ...under, ...over }).map(([key, value]) =>
    key in under && key in over ? [key, merged(under[key], over[key])] : [key, value],
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kubernetesGrant(text: string): unknown {
  const [request = "", namespace] = text.split(" in ");
  const parsed = parseRequest(request);
  if ("problem" in parsed || !("group" in parsed.request)) throw new Error(text);
  const { verb, group, resource, subresource, name } = parsed.request;
  return {
    ...(namespace === undefined ? { cluster: true } : { namespace }),
    rules: [
      {
        apiGroups: [group],
        resources: [subresource === undefined ? resource : `${resource}/${subresource}`],
        verbs: [verb],
        ...(name === undefined ? {} : { resourceNames: [name] }),
      },
    ],
  };
}

function awsGrant(text: string): unknown {
  const [actions = "", resource = ""] = text.split(" on ");
  return { actions: actions.split(","), resources: [resource] };
}
