import fc from "fast-check";
import * as addresses from "../../modules/constructs/addresses";
import { EVERYTHING, fileText } from "../support/examples";
import { platformOf } from "../support/findings";
import { addressesOf, synthesized } from "../support/synthesized";

async function listed(yaml: string): Promise<string> {
  const stacks = synthesized(await platformOf(yaml));
  return Object.entries(stacks)
    .flatMap(([stack, document]) => addressesOf(document).map((address) => `${stack} ${address}\n`))
    .join("");
}

describe("Terraform addresses", () => {
  test("are what they were: existing state depends on it", async () => {
    expect(await listed(EVERYTHING)).toBe(fileText("__tests__", "constructs", "addresses.golden.txt"));
  });

  test("do not change when a grant is put in between", async () => {
    const before = await listed(EVERYTHING);
    const after = await listed(
      EVERYTHING.replace("      - { namespace: docs, role: view }", "      - { namespace: other, role: edit }\n$&"),
    );
    const added = after.split("\n").filter((line) => !before.split("\n").includes(line));
    expect(added).toEqual([
      expect.stringMatching(/^every-identities kubernetes_role_binding_v1\.publish_other_[0-9a-f]{10}$/),
    ]);
    expect(before.split("\n").every((line) => after.split("\n").includes(line))).toBe(true);
  });

  test("and construct ids of names that meet when they are joined stay apart", async () => {
    const yaml = `
name: p
aws: { account: "111122223333", region: eu-central-1 }
cluster: { name: c }
gitlab: { projects: { a/b: { id: 1 } } }
runners:
  r: { namespace: x, refs: protected, tokenSecret: t, defaultIdentity: i }
identities:
  i: { runner: r, projects: [a/b], allow: [{ namespace: a-b, role: c }, { namespace: a, role: b-c }, { cluster: true, role: a-b-c }] }
  j: { runner: r, projects: [a/b], allow: [], names: { namespace: binding-x } }
  k: { runner: r, projects: [a/b], allow: [], names: { namespace: manager-x } }
`;
    const bindings = addressesOf(Object.values(synthesized(await platformOf(yaml)))[0]).filter((a) =>
      a.includes("binding_v1.i_"),
    );
    expect(bindings).toHaveLength(3);
  });

  const key = fc.stringMatching(/^[a-z]([a-z0-9-]{0,6}[a-z0-9])?$/);

  test("of different things are different, whatever the keys", () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 2, maxLength: 5 }), (keys) => {
        // Within a resource type: everything that may be placed there.
        const places = keys.flatMap((a) => [
          addresses.identity(a),
          addresses.manager(a),
          ...keys.flatMap((b) => [
            addresses.ownRules(a, b),
            addresses.managerRules(a, b, false),
            ...keys.map((c) => addresses.clusterRoleBinding(a, c, b)),
          ]),
        ]);
        expect(new Set(places).size).toBe(places.length);
      }),
    );
  });

  test("are identifiers of Terraform", () => {
    fc.assert(
      fc.property(key, key, fc.string(), (a, b, role) => {
        for (const address of [
          addresses.manager(a),
          addresses.clusterRoleBinding(a, role, b),
          addresses.servicePolicy(a, b),
        ]) {
          expect(address).toMatch(/^[A-Za-z_][A-Za-z0-9_-]*$/);
        }
      }),
    );
  });
});
