import * as fc from "fast-check";
import { Unreadable } from "../../../modules/access/shown";
import { type RealPlan, realPlan, reviewOf, texts } from "../../support/plans";

const NAMES: readonly RealPlan[] = ["plan-change", "plan-create", "plan-drift"];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function parsed(name: RealPlan): Json {
  return JSON.parse(realPlan(name).toString("utf8")) as Json;
}

/** Reviews bytes; what cannot be read has to say so in one line. */
async function attempt(plan: Buffer): Promise<readonly string[] | "unreadable"> {
  try {
    const { changes, byHand } = await reviewOf(plan);
    return [...texts(changes), ...texts(byHand)];
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    expect(thrown.message).toMatch(/^[^\n]{5,300}$/);
    return "unreadable";
  }
}

/** Puts something in place of a part of a document; the part is found by steps, each the place of a key. */
function mutated(document: Json, steps: readonly number[], value: Json): Json {
  const [step, ...rest] = steps;
  if (typeof document !== "object" || document === null || step === undefined) return value;
  const keys = Object.keys(document);
  if (keys.length === 0) return value;
  const key = keys[step % keys.length] ?? "";
  const entries = Object.entries(document).map(([own, item]) => [own, own === key ? mutated(item, rest, value) : item]);
  return Array.isArray(document) ? entries.map(([, item]) => item as Json) : (Object.fromEntries(entries) as Json);
}

const garbage: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, 0, -1e308, "", "x", "${x}", "{", "[]", [], {}, [null], [[]], { a: null }, "\u0000"),
  fc.constantFrom<Json>({ __proto__: null, constructor: 1 }, "__proto__", ["delete"], ["no-op"], ["create", "delete"]),
);

describe("a plan that was tampered with", () => {
  test("never crashes the review, whatever stands where", async () => {
    const documents = NAMES.map(parsed);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }),
        garbage,
        async (i, steps, value) => {
          await attempt(Buffer.from(JSON.stringify(mutated(documents[i] ?? null, steps, value))));
        },
      ),
      { numRuns: 70 },
    );
  }, 60_000);

  test("is unreadable wherever it ends too early", async () => {
    const plan = realPlan("plan-create");
    const whole = plan.toString("utf8").trimEnd().length;
    for (let end = 0; end < whole; end += 997) {
      expect(await attempt(plan.subarray(0, end))).toBe("unreadable");
    }
  });

  test("never crashes the review by a byte", async () => {
    const plan = realPlan("plan-create");
    await fc.assert(
      fc.asyncProperty(fc.nat(plan.length - 1), fc.nat(255), async (at, byte) => {
        const copy = Buffer.from(plan);
        copy[at] = byte;
        await attempt(copy);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test("never passes for one that changes nothing", async () => {
    const plan = parsed("plan-change");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }), garbage, async (steps, value) => {
        expect(await attempt(Buffer.from(JSON.stringify(mutated(plan, steps, value))))).not.toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

/** What decides about access, by the type of its resource: a change of any of it has to show. */
const DECISIVE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  aws_eks_pod_identity_association: [["role_arn"], ["namespace"], ["service_account"], ["cluster_name"]],
  aws_iam_openid_connect_provider: [["url"], ["client_id_list"], ["client_id_list", "0"]],
  aws_iam_policy: [["policy"]],
  aws_iam_role: [["assume_role_policy"], ["name"], ["permissions_boundary"]],
  aws_iam_role_policy: [["policy"], ["role"]],
  aws_iam_role_policy_attachments_exclusive: [["policy_arns"], ["policy_arns", "0"], ["role_name"]],
  helm_release: [["values"], ["values", "0"], ["set"], ["name"], ["namespace"]],
  kubernetes_role_binding_v1: [
    ["subject"],
    ["subject", "0", "name"],
    ["subject", "0", "kind"],
    ["role_ref", "0", "name"],
    ["metadata", "0", "namespace"],
  ],
  kubernetes_role_v1: [["rule"], ["rule", "0"], ["rule", "0", "verbs"], ["rule", "0", "resources", "0"], ["metadata"]],
  kubernetes_service_account_v1: [["metadata"], ["metadata", "0", "name"], ["metadata", "0", "annotations"]],
};

interface Change {
  readonly address: string;
  readonly type: string;
  readonly change: { actions: string[]; before: Json; after: Json; after_unknown: Json; after_sensitive: Json };
}

/** A plan that changes nothing, from what was there before a real one; without role `old`, whom nobody notices. */
function quiet(): { readonly resource_changes: Change[] } {
  const plan = parsed("plan-drift") as unknown as { resource_changes: Change[]; [section: string]: unknown };
  delete plan.resource_drift;
  // What refers to what is not told, so that nothing that is unknown can be looked up.
  delete plan.configuration;
  plan.resource_changes.forEach(({ change }) => {
    change.actions = ["no-op"];
    change.after = change.before;
  });
  return plan;
}

function put(value: Json, [step, ...rest]: readonly string[], replacement: Json): Json {
  if (step === undefined) return replacement;
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === step ? put(item, rest, replacement) : item));
  if (typeof value !== "object" || value === null) return replacement;
  return { ...value, [step]: put(value[step] ?? null, rest, replacement) };
}

function at(value: Json, [step, ...rest]: readonly string[]): Json {
  if (step === undefined || typeof value !== "object" || value === null) return value;
  return at((value as Record<string, Json>)[step] ?? null, rest);
}

const WAYS: Readonly<Record<string, (change: Change["change"], path: readonly string[]) => void>> = {
  "is known only after apply": (change, path) => {
    change.after_unknown = shape(path, change.after);
    change.after = put(change.after, path, null);
  },
  "is a number": (change, path) => {
    change.after = put(change.after, path, 42);
  },
  "is another text": (change, path) => {
    change.after = put(change.after, path, "something-else");
  },
  "is a list of something else": (change, path) => {
    change.after = put(change.after, path, [{ name: "other", policy: "other" }]);
  },
  "is sensitive, and another": (change, path) => {
    change.after = put(change.after, path, "s3cret-value");
    change.after_sensitive = shape(path, change.after);
    (change as { before_sensitive?: Json }).before_sensitive = shape(path, change.before);
  },
};

/** True at a path, of the same shape as a value. */
function shape([step, ...rest]: readonly string[], value: Json): Json {
  if (step === undefined) return true;
  const inner = at(value, [step]);
  if (!Array.isArray(value)) return { [step]: shape(rest, inner) };
  return value.map((_, i) => (String(i) === step ? shape(rest, inner) : false));
}

describe("a change of what decides about access shows", () => {
  test("and none shows without one", async () => {
    expect(await attempt(Buffer.from(JSON.stringify(quiet())))).toEqual([]);
  });

  test.each(Object.keys(WAYS))("where it %s", async (way) => {
    const silent: string[] = [];
    for (const { address, type } of quiet().resource_changes) {
      for (const path of DECISIVE[type] ?? []) {
        const plan = quiet();
        const change = plan.resource_changes.find((each) => each.address === address)?.change;
        if (change === undefined) throw new Error(`no ${address}`);
        change.actions = ["update"];
        WAYS[way]?.(change, path);
        const found = await attempt(Buffer.from(JSON.stringify(plan)));
        if (found.length === 0) silent.push(`${address} ${path.join(".")}`);
      }
    }
    expect(silent).toEqual([]);
  });
});
