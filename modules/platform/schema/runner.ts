import * as z from "zod";
import { prefix, reference, text } from "./words";

/** Kubernetes quantities; YAML reads `cpu: 4` as a number, which Kubernetes takes as well. */
const quantity = () =>
  z.strictObject({
    request: z.union([z.string(), z.number()]).optional().describe("What a job gets unasked."),
    max: z.union([z.string(), z.number()]).optional().describe("The most a job may use or ask for."),
  });

const chart = () =>
  z.union([
    z.strictObject({ repository: text(), version: text() }),
    z.strictObject({ path: text().describe("A chart on disk, as seen from the stack's folder.") }),
  ]);

const amountOf = () => z.union([z.string(), z.number()]);
const amounts = () => z.partialRecord(z.enum(["cpu", "memory", "ephemeral-storage"]), amountOf());

/** A resource of a ResourceQuota. @see https://kubernetes.io/docs/concepts/policy/resource-quotas/#types-of-resource-quota */
const resourceName = () =>
  z.string().regex(/^[a-z][a-z0-9./-]*$/, "a resource of a quota, such as pods, requests.cpu or limits.memory");

/** Nodes by their labels, and the taints that keep other pods away from them. */
const nodes = () =>
  z.strictObject({
    selector: z
      .record(text(), z.string())
      .refine((labels) => Object.keys(labels).length > 0, { error: "at least one label" })
      .describe("Labels of the nodes."),
    tolerations: z
      .record(text(), z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]))
      .optional()
      .describe("Taints of the nodes, key=value, with their effect."),
  });

/** Images as the runner matches their names: doublestar. @see https://github.com/bmatcuk/doublestar#patterns */
const images = () =>
  z
    .array(
      z
        .string()
        .regex(
          /^[A-Za-z0-9*][A-Za-z0-9._/:@*-]*$/,
          'an image, with "*" for a part between slashes and "**" for any number of parts',
        )
        .max(512, "at most 512 characters"),
    )
    .min(1, { error: "at least one image" })
    .readonly();

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const label = () =>
  z
    .string()
    .regex(
      /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?=([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
      "one label as Kubernetes takes it, key=value",
    );

/** The runner puts them on after all, so that a job would have another label than it asked for, without a word. */
const podLabel = () =>
  label().regex(
    /^(?!([^/=]*\.)?runner\.gitlab\.com[/=])/i,
    "a label that is not the runner's own (runner.gitlab.com), which the guard relies on",
  );

/** Without "$": the runner puts variables of the job into the value once more after it has matched it. */
const podAnnotation = () =>
  text()
    .regex(
      /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?=[^$]*$/,
      'one annotation as Kubernetes takes it, key=value, without "$"',
    )
    .regex(
      /^(?!([^/=]*\.)?(runner\.gitlab\.com|eks\.amazonaws\.com)[/=])/i,
      "an annotation that is neither the runner's own (runner.gitlab.com) nor of EKS (eks.amazonaws.com)",
    );

const overwrites = () =>
  z.strictObject({
    nodeSelectors: z
      .array(label())
      .readonly()
      .optional()
      .describe("Labels of nodes, key=value, of which jobs may choose their nodes. Default: none."),
    labels: z
      .array(podLabel())
      .readonly()
      .optional()
      .describe("Labels, key=value, that jobs may give their pods. Default: none."),
    annotations: z
      .array(podAnnotation())
      .readonly()
      .optional()
      .describe("Annotations, key=value, that jobs may give their pods. Default: none."),
  });

/** The runner puts variables of the job into where something is mounted; the API server refuses "..", and ":" there. */
const absolutePath = () =>
  text().regex(/^\/(?!(.*\/)?\.\.(\/|$))[^$:]*$/, 'an absolute path without "..", ":" and "$"');

const hostMount = () =>
  z.strictObject({
    path: absolutePath().describe("A directory or file of the node, as an absolute path."),
    mountPath: absolutePath()
      .optional()
      .describe("Where containers of a job see it, an absolute path. Default: the same."),
    readOnly: z.boolean().optional().describe("Default true."),
    reason: text().describe("Why its jobs need it."),
  });

/** A bucket's key, or a bucket and the prefix in it. */
const cache = <B extends string>() =>
  z.union([
    reference<B>(),
    z.strictObject({ bucket: reference<B>(), prefix: prefix().optional().describe("Default <runner>/.") }),
  ]);

/** One gitlab-runner release: one trust domain. `B`: keys of buckets, `I`: keys of identities. */
export const runner = <B extends string, I extends string>() =>
  z.strictObject({
    namespace: text().optional().describe("Namespace of its jobs; made and guarded by this app. Default <name>-<key>."),
    managerNamespace: text().optional().describe("Namespace of the manager. Default <namespace>-manager."),
    tags: z.array(text()).readonly().optional().describe("Tags of the runner in GitLab, shown by access."),
    refs: z.enum(["protected", "any"]).describe("How the runner is registered in GitLab."),
    tokenSecret: text().describe("Secret in the manager's namespace with key runner-token; made by its owner."),
    defaultIdentity: reference<I>().describe("What a job is that asks for nothing."),
    cache: cache<B>().optional().describe("Bucket of the job cache."),
    concurrent: z.int().min(1).max(10000).optional().describe("Jobs at the same time. Default 10."),
    jobs: z
      .strictObject({
        image: text().optional(),
        images: images()
          .optional()
          .describe("Images that a job may name besides the image, patterns with * and **. Default: any."),
        services: images()
          .optional()
          .describe("Images of the services of a job, likewise. Default: as images, for they are as much the job."),
        cpu: quantity().optional(),
        memory: quantity().optional(),
      })
      .refine(({ image = "", images: listed }) => listed === undefined || !image.includes("$"), {
        error: 'an image without "$": beside images, a job would choose any by a variable',
        path: ["image"],
      })
      .optional()
      .describe("What jobs get unasked, and the most they may use."),
    overwrites: overwrites().optional().describe("What else a job may choose of its pod, each by its exact words."),
    nodes: nodes().optional().describe("Nodes of its own, for its jobs. Left out: any."),
    privileged: text()
      .optional()
      .describe(
        "Why its jobs have to be privileged: who is root on a node is every pod there. Needs nodes of its own.",
      ),
    hostMounts: z
      .array(hostMount())
      .readonly()
      .optional()
      .describe("Directories of its nodes that its jobs see: as privileged as privileged. Needs nodes of its own."),
    podSecurity: z
      .enum(["baseline", "restricted"])
      .optional()
      .describe(
        "Pod Security level of its job namespaces: restricted for images that run as any user. Default baseline.",
      ),
    quota: z
      .record(resourceName(), amountOf())
      .optional()
      .describe("The most that the pods of a job namespace use together: pods, requests.cpu, limits.memory."),
    limits: z
      .strictObject({ max: amounts().optional(), default: amounts().optional(), request: amounts().optional() })
      .optional()
      .describe("For each container of a job namespace: the most, and what it gets unasked."),
    chart: chart().optional().describe("Default: the chart of charts.gitlab.io."),
    names: z
      .strictObject({
        release: text().optional().describe("Helm release. Default <name>-<key>."),
        managerServiceAccount: text().optional().describe("Default <key>-manager."),
        managerRole: text().optional().describe("IAM role of the cache. Default <name>-<key>_manager."),
      })
      .optional(),
    creators: z.array(text()).readonly().optional().describe("Kubernetes users who may also start pods for jobs."),
  });
