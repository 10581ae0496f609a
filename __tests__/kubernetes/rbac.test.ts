import { MANAGER_RULES } from "../../modules/kubernetes/manager-rules";
import { canonicalRules } from "../../modules/kubernetes/rbac";

const rule = (resources: string[], verbs: string[]) => ({
  apiGroups: [""],
  resources,
  resourceNames: [],
  nonResourceURLs: [],
  verbs,
});

test("rules are sorted, each once", () => {
  expect(
    canonicalRules([
      rule(["pods"], ["list", "get"]),
      rule(["configmaps"], ["get"]),
      rule(["pods"], ["get", "list", "get"]),
    ]),
  ).toEqual([rule(["configmaps"], ["get"]), rule(["pods"], ["get", "list"])]);
});

test("the manager may do what the executor needs, and reads no list of Secrets", () => {
  expect(MANAGER_RULES.map(({ resources, verbs }) => `${resources.join("+")}: ${verbs.join(" ")}`)).toEqual([
    "events: list watch",
    "pods: create delete get list watch",
    "pods/attach+pods/exec: create delete get patch",
    "pods/log: get list",
    "secrets: create delete get update",
    "serviceaccounts: get",
    "services: create get",
  ]);
});
