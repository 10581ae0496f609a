import { planOf, REAL_PLANS, type RealPlan, realPlan, resourceChange, reviewOf, texts } from "../../support/plans";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Lines of the file beside a plan; those under "by hand" are of what changed outside of terraform. */
function expected(name: RealPlan): { readonly changes: readonly string[]; readonly byHand: readonly string[] } {
  const [changes = "", byHand = ""] = readFileSync(join(REAL_PLANS, `${name}.golden.txt`), "utf8").split("by hand:\n");
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  return { changes: lines(changes), byHand: lines(byHand) };
}

describe("the review of what the real providers planned", () => {
  test.each(["plan-change", "plan-create", "plan-drift"] as const)("%s", async (name) => {
    const { changes, byHand } = await reviewOf(realPlan(name));
    expect({ changes: texts(changes), byHand: texts(byHand) }).toEqual(expected(name));
  });

  test("shows no secret, in whatever it is", async () => {
    const text = realPlan("plan-change").toString("utf8");
    expect(text).toContain("glrt-PLANTED-SECRET-1");
    const copied = text.replace("publish|reader'", "publish|reader|glrt-PLANTED-SECRET-1'");
    for (const plan of [text, copied]) {
      expect(JSON.stringify(await reviewOf(Buffer.from(plan)))).not.toContain("PLANTED");
    }
    expect(texts((await reviewOf(Buffer.from(copied))).changes)).not.toEqual(
      texts((await reviewOf(Buffer.from(text))).changes),
    );
  });

  test("has one digest for the same, and another for another", async () => {
    const digest = async (plan: Buffer) => (await reviewOf(plan)).digest;
    const change = realPlan("plan-change");
    expect(await digest(change)).toBe(await digest(change));
    const other = Buffer.from(change.toString("utf8").replaceAll("acme-site/drafts/", "acme-site/draft/"));
    expect(await digest(other)).not.toBe(await digest(change));
    // What is not interpreted is part of it, too.
    const key = Buffer.from(change.toString("utf8").replaceAll('"description": "new"', '"description": "newer"'));
    expect(await digest(key)).not.toBe(await digest(change));
  });
});

describe("a change that the model has no place for shows", () => {
  const values = (config: string, more: object = {}) => ({
    namespace: "m",
    name: "r",
    values: [
      JSON.stringify({
        gitlabUrl: "https://gitlab.com",
        rbac: { create: false },
        serviceAccount: { create: false, name: "manager" },
        runners: { secret: "t", config: `[[runners]]\n[runners.kubernetes]\n${config}` },
        ...more,
      }),
    ],
  });
  const HOST = "[[runners.kubernetes.volumes.host_path]]\nname = 'x'\nmount_path = '/x'\nhost_path = '/'\n";
  const association = { cluster_name: "c", namespace: "ns", service_account: "a", role_arn: "arn:aws:iam::1:role/r" };

  test.each<readonly [what: string, address: string, before: object, after: object, text: string]>([
    [
      "a volume of another pod",
      "helm_release.r",
      values(""),
      values("[[runners.kubernetes.volumes.pvc]]\nname = 'x'\nmount_path = '/x'"),
      "values",
    ],
    [
      "how a volume of the host is mounted",
      "helm_release.r",
      values(HOST),
      values(`${HOST}mount_propagation = 'Bidirectional'\n`),
      "values",
    ],
    [
      "a setting of a runner besides Kubernetes",
      "helm_release.r",
      values(""),
      values("[runners.feature_flags]\nFF_SUSPENDABLE_ENVIRONMENTS = true"),
      "values",
    ],
    ["another chart", "helm_release.r", values(""), { ...values(""), chart: "./own" }, "chart"],
    ["tags of a role", "aws_iam_role.r", { name: "r", tags: null }, { name: "r", tags: { team: "admin" } }, "tags"],
    [
      "a role behind the role",
      "aws_eks_pod_identity_association.a",
      association,
      { ...association, target_role_arn: "arn:aws:iam::2:role/other" },
      "target_role_arn",
    ],
  ])("%s", async (_, address, before, after, text) => {
    const { changes } = await reviewOf(planOf(resourceChange(address, ["update"], before, after)));
    expect(texts(changes)).toEqual([`resource ${address} unknown is changed in what is not interpreted: ${text}`]);
  });

  test("but a volume of the host is in the model", async () => {
    const { changes } = await reviewOf(planOf(resourceChange("helm_release.r", ["update"], values(""), values(HOST))));
    expect(texts(changes)).toEqual(["runner m/r opened mounts / of its nodes at /x, to write"]);
  });

  test("but not how much a job may use", async () => {
    const plan = planOf(
      resourceChange("helm_release.r", ["update"], values(""), values("cpu_limit = '4'", { concurrent: 20 })),
    );
    expect((await reviewOf(plan)).changes).toEqual([]);
  });
});
