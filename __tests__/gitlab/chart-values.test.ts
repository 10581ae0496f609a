import fc from "fast-check";
import { chartValues, readChartValues } from "../../modules/gitlab/chart-values";
import { escapeTpl, unescapeTpl } from "../../modules/gitlab/tpl";

const VALUES = chartValues({
  gitlabUrl: "https://gitlab.com",
  concurrent: 10,
  tokenSecret: "docs-token",
  managerServiceAccount: "docs-manager",
  jobNamespace: "ci-docs",
  config: "[[runners]]\n",
  release: "p-docs",
});

describe("the values of the chart", () => {
  test("make neither RBAC nor a ServiceAccount, and hold no token", () => {
    expect(VALUES).toEqual({
      fullnameOverride: "p-docs",
      gitlabUrl: "https://gitlab.com",
      concurrent: 10,
      unregisterRunners: false,
      terminationGracePeriodSeconds: 3600,
      rbac: { create: false },
      serviceAccount: { create: false, name: "docs-manager" },
      runners: { executor: "kubernetes", secret: "docs-token", jobNamespace: "ci-docs", config: "[[runners]]\n" },
    });
  });

  test.each([
    ["RBAC of the chart's own", { rbac: { create: true } }],
    ["the chart's default RBAC", { rbac: {} }],
    ["a ServiceAccount of the chart's own", { serviceAccount: { create: true, name: "x" } }],
    ["objects of others", { extraObjects: [{ kind: "ClusterRoleBinding" }] }],
    ["no name of the manager's ServiceAccount", { serviceAccount: { create: false } }],
  ])("are not all that decides where there is %s", (_, change) => {
    expect([VALUES, { ...VALUES, ...change }].map((values) => readChartValues(values)?.complete)).toEqual([
      true,
      false,
    ]);
  });

  test("are not read where there is neither a Secret nor a token", () => {
    expect(readChartValues({ ...VALUES, runners: {} })).toBeUndefined();
  });

  test.each([{ runnerToken: "glrt-x" }, { runnerRegistrationToken: "x" }, { runners: { token: "x" } }])(
    "tell of a token among them: %j",
    (change) => {
      expect(readChartValues({ ...VALUES, ...change })?.token).toBe("in values");
    },
  );
});

describe("text that goes through Helm's tpl", () => {
  test("comes back as it was", () => {
    const text = fc
      .array(fc.constantFrom("{{", "}}", "{", "`", '"', "a", "\n", "{{`{{`}}"))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (original) => {
        expect(unescapeTpl(escapeTpl(original))).toBe(original);
      }),
    );
  });

  test("is not taken for known where it has a template of others", () => {
    expect(unescapeTpl("image = {{ .Values.image }}")).toBeUndefined();
  });
});
