import { parse } from "yaml";
import { parseYaml } from "../../modules/platform/yaml";
import { sandboxed } from "../../sandbox/declaration";
import { EVERYTHING } from "../support/examples";
import { mistakesOf } from "../support/findings";

const HERE = {
  endpoint: "http://127.0.0.1:4566",
  kubeconfig: "/sandbox/kubeconfig",
  providers: { aws: "5.100.0" },
  chart: "/sandbox/chart",
};

test("only where things are differs from what was declared, and it is as sound", async () => {
  const before = parse(EVERYTHING) as Parameters<typeof sandboxed>[0];
  const text = sandboxed(before, HERE);
  const chart = { path: "/sandbox/chart" };
  expect(parse(text)).toEqual({
    ...before,
    aws: { ...before.aws, endpoint: "http://127.0.0.1:4566" },
    cluster: { ...before.cluster, access: { kubeconfig: { path: "/sandbox/kubeconfig" } } },
    terraform: { providers: { aws: "5.100.0" }, backend: "local" },
    runners: Object.fromEntries(
      Object.entries(before.runners ?? {}).map(([key, runner]) => [key, { ...runner, chart }]),
    ),
  });
  expect(await mistakesOf(parseYaml(text, "jobrole.yaml"))).toBe("");
});
