import fc from "fast-check";
import { parseRequest } from "../../../modules/kubernetes/evaluate/parse-request";

describe("a request", () => {
  test.each([
    ["get pods", { verb: "get", group: "", resource: "pods" }],
    ["delete deployments.apps", { verb: "delete", group: "apps", resource: "deployments" }],
    [
      "create rolebindings.rbac.authorization.k8s.io",
      { verb: "create", group: "rbac.authorization.k8s.io", resource: "rolebindings" },
    ],
    ["get pods/log", { verb: "get", group: "", resource: "pods", subresource: "log" }],
    ["update deployments.apps/scale", { verb: "update", group: "apps", resource: "deployments", subresource: "scale" }],
    ["get configmaps=settings", { verb: "get", group: "", resource: "configmaps", name: "settings" }],
    [
      "patch deployments.apps/scale=web.v1",
      { verb: "patch", group: "apps", resource: "deployments", subresource: "scale", name: "web.v1" },
    ],
    ["get clusterroles=system:a=b", { verb: "get", group: "", resource: "clusterroles", name: "system:a=b" }],
    ["impersonate-on:user-info:list pods", { verb: "impersonate-on:user-info:list", group: "", resource: "pods" }],
    ["get /healthz", { verb: "get", nonResourceURL: "/healthz" }],
    ["options /", { verb: "options", nonResourceURL: "/" }],
    ["get /version=x.y", { verb: "get", nonResourceURL: "/version=x.y" }],
  ])("%s", (text, request) => {
    // Strictly: a part that is not there is not undefined either.
    expect(parseRequest(text)).toStrictEqual({ request });
  });

  test("is for a namespace, if one is given", () => {
    const request = { verb: "get", group: "", resource: "pods", namespace: "docs" };
    expect(parseRequest("get pods", "docs")).toEqual({ request });
  });

  test("for a named namespace is inside that namespace, as the API server has it", () => {
    const request = { verb: "get", group: "", resource: "namespaces", name: "docs", namespace: "docs" };
    expect(parseRequest("get namespaces=docs")).toEqual({ request });
    expect(parseRequest("get namespaces=docs", "docs")).toEqual({ request });
    expect(parseRequest("list namespaces")).toEqual({ request: { verb: "list", group: "", resource: "namespaces" } });
  });

  test("for what another group calls by such a name is taken as it is", () => {
    const asked = { verb: "get", group: "example.com", resource: "nodes", namespace: "docs" };
    expect(parseRequest("get nodes.example.com", "docs")).toEqual({ request: asked });
    const request = { verb: "get", group: "example.com", resource: "namespaces", name: "docs" };
    expect(parseRequest("get namespaces.example.com=docs")).toEqual({ request });
  });
});

const FORM = 'expected "verb resource[.group][/subresource][=name]" or "verb /path"';
const VERB = "expected a verb in lower case, such as get, list or create";
const LABEL = "expected lower-case letters, digits and hyphens inside";
const METHODS = "expected the HTTP method of a path: get, post, put, patch, delete, head, options";
const ONE = 'a request is for one, "*" stands for all in rules only';

describe("what is no request is told so", () => {
  test.each([
    ["", FORM],
    ["get", FORM],
    ["get ", FORM],
    [" pods", FORM],
    ["get  pods", FORM],
    ["get pods docs", FORM],
    ["* pods", 'verb "*": a request has one verb, "*" stands for all in rules only'],
    ["GET pods", `verb "GET": ${VERB}`],
    ["-get pods", `verb "-get": ${VERB}`],
    ["get, pods", `verb "get,": ${VERB}`],
    ["get *", `resource "*": ${ONE}`],
    ["get Pods", `resource "Pods": ${LABEL}`],
    ["get .apps", `resource "": ${LABEL}`],
    ["get =web", `resource "": ${LABEL}`],
    ["get pods.", 'group "": expected lower-case letters, digits, and hyphens and dots inside'],
    ["get pods.*", 'group "*": expected lower-case letters, digits, and hyphens and dots inside'],
    ["get pods/", `subresource "": ${LABEL}`],
    ["get pods/*", `subresource "*": ${ONE}`],
    ["get pods/log/x", `subresource "log/x": ${LABEL}`],
    ["get deployments/scale.apps", `subresource "scale.apps": ${LABEL}`],
    ["get pods=", 'name "": expected text without "/" and "%"'],
    ["get pods=a/b", 'name "a/b": expected text without "/" and "%"'],
    ["get namespaces=Docs", `namespace "Docs": ${LABEL}`],
    ["get Pods/Log", `resource "Pods": ${LABEL}; subresource "Log": ${LABEL}`],
    ["list /healthz", `verb "list": ${METHODS}`],
    ["get /healthz/*", 'a request has one path, "*" stands for more in rules only'],
  ])("%s", (text, problem) => {
    expect(parseRequest(text)).toEqual({ problem: `"${text}": ${problem}` });
  });

  test.each([
    ["get pods", "Docs", `namespace "Docs": ${LABEL}`],
    ["get pods", "", `namespace "": ${LABEL}`],
    ["get namespaces=docs", "web", "namespace docs is not in web"],
    ["list namespaces", "docs", "namespaces belongs to no namespace, got docs"],
    ["get nodes=one", "docs", "nodes belongs to no namespace, got docs"],
    [
      "bind clusterroles.rbac.authorization.k8s.io",
      "docs",
      "clusterroles.rbac.authorization.k8s.io belongs to no namespace, got docs",
    ],
    ["get /healthz", "docs", "a path is in no namespace, got docs"],
  ])("%s in %s", (text, namespace, problem) => {
    expect(parseRequest(text, namespace)).toEqual({ problem: `"${text}": ${problem}` });
  });

  test("whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (text, namespace) => {
        const parsed = parseRequest(text, namespace);
        if ("problem" in parsed) expect(parsed.problem).toContain(`"${text}": `);
        else expect(text.startsWith(`${parsed.request.verb} `)).toBe(true);
      }),
    );
  });
});

test("a request that is written is read as it was", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const group = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join("."));
  const parts = fc.record({
    verb: label,
    resource: label,
    group: some(group),
    subresource: some(label),
    name: some(label),
  });
  fc.assert(
    fc.property(parts, ({ verb, resource, group: of, subresource, name }) => {
      fc.pre(resource !== "namespaces");
      const after = (mark: string, text: string | undefined) => (text === undefined ? "" : `${mark}${text}`);
      const text = `${verb} ${resource}${after(".", of)}${after("/", subresource)}${after("=", name)}`;
      const request = { verb, group: of ?? "", resource, subresource, name };
      expect(parseRequest(text)).toEqual({ request });
    }),
  );
});
