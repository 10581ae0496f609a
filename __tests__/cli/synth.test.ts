import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { EVERYTHING, EXAMPLE, FEDERATION } from "../support/examples";
import { filesOf, inFolder, jobrole } from "../support/cli";

const WRITTEN = ["identities", "runners", "storage"].flatMap((stack) => [`stacks/ci-prod-${stack}/cdk.tf.json`]);

function write(folder: string, text: string): void {
  writeFileSync(join(folder, "jobrole.yaml"), text);
}

/** The same data with the keys of every map in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

describe("jobrole synth", () => {
  test("writes every stack and the manifest, and nothing else", () => {
    inFolder((folder) => {
      write(folder, EXAMPLE);
      const { code, stderr } = jobrole(folder, ["synth"]);
      expect([code, stderr]).toEqual([0, ""]);
      expect(Object.keys(filesOf(folder)).sort()).toEqual(
        ["jobrole.yaml", ...["manifest.json", ...WRITTEN].map((file) => join("cdktf.out", file))].sort(),
      );
    });
  });

  test("is what runs without a command, and cdktf says where to write", () => {
    inFolder((folder) => {
      write(folder, EXAMPLE);
      expect(jobrole(folder, [], { CDKTF_OUTDIR: "elsewhere/out" }).code).toBe(0);
      expect(Object.keys(filesOf(join(folder, "elsewhere", "out"))).sort()).toEqual(["manifest.json", ...WRITTEN]);
    });
  });

  test.each([
    ["the example", EXAMPLE],
    ["every option", EVERYTHING],
  ])("writes the same bytes for %s in any folder and any order of maps", (_, yaml) => {
    inFolder((one) => {
      inFolder((other) => {
        write(one, yaml);
        mkdirSync(join(other, "deeper"));
        write(join(other, "deeper"), stringify(reversed(parse(yaml)), { aliasDuplicateObjects: false }));
        expect(jobrole(one, ["synth"]).code).toBe(0);
        expect(jobrole(join(other, "deeper"), ["synth", "--output", "../out"]).code).toBe(0);
        expect(filesOf(join(other, "out"))).toEqual(filesOf(join(one, "cdktf.out")));
      });
    });
  });

  test("writes where an output leads that is a link, and leaves the link", () => {
    inFolder((folder) => {
      mkdirSync(join(folder, "disk", "real"), { recursive: true });
      symlinkSync(join("disk", "real"), join(folder, "cdktf.out"));
      write(folder, EXAMPLE);
      expect(jobrole(folder, ["synth"]).code).toBe(0);
      expect(Object.keys(filesOf(join(folder, "disk"))).sort()).toEqual(
        ["manifest.json", ...WRITTEN].map((file) => join("real", file)),
      );
      expect(lstatSync(join(folder, "cdktf.out")).isSymbolicLink()).toBe(true);
    });
  });

  test("takes over what exists by blocks of import, and nothing that it does not write", () => {
    inFolder((folder) => {
      write(folder, `${EXAMPLE}\nimports: { identities: { aws_iam_role.docs-publish: ci-prod-docs-publish } }\n`);
      expect(jobrole(folder, ["synth"]).code).toBe(0);
      const { [join("cdktf.out", "stacks", "ci-prod-identities", "cdk.tf.json")]: written = "" } = filesOf(folder);
      expect((JSON.parse(written) as { readonly import: unknown }).import).toEqual([
        { id: "ci-prod-docs-publish", to: "aws_iam_role.docs-publish" },
      ]);
      write(folder, `${EXAMPLE}\nimports: { identities: { aws_iam_role.docs-publsh: x } }\n`);
      const { code, stderr } = jobrole(folder, ["synth"]);
      expect([code, stderr]).toEqual([
        1,
        'error: imports.identities: got "aws_iam_role.docs-publsh", expected an address of stack ci-prod-identities: did you mean "aws_iam_role.docs-publish"?\n',
      ]);
    });
  });

  test("says what has to be in AWS and GitLab already, and how to restart what migrates", () => {
    inFolder((folder) => {
      write(folder, FEDERATION);
      expect(jobrole(folder, ["synth"]).stdout).toContain(
        "Has to be there:\n  OIDC provider gitlab.com in IAM with the audiences https://gitlab.com, sts.amazonaws.com\n",
      );
      write(folder, EVERYTHING);
      const { stdout } = jobrole(folder, ["synth"]);
      expect(stdout).toContain("Has to be there:\n  project acme/docs, whose tokens begin with project_id");
      expect(stdout).toContain(
        `By hand, after every-identities: restart what migrates, since pods keep the credentials that they started with:
  kubectl -n app get deployments,statefulsets,daemonsets -o jsonpath='{range .items[?(@.spec.template.spec.serviceAccountName=="moving")]}{.kind}/{.metadata.name} {end}' |
    xargs kubectl -n app rollout restart
`,
      );
    });
  });

  test("keeps state beside the output, by a path that is the same on every machine", () => {
    inFolder((folder) => {
      write(folder, EXAMPLE);
      jobrole(folder, ["synth"]);
      const text = filesOf(folder)[join("cdktf.out", "stacks", "ci-prod-storage", "cdk.tf.json")] ?? "";
      expect(JSON.parse(text)).toMatchObject({
        terraform: { backend: { local: { path: "../../../state/ci-prod-storage.tfstate" } } },
      });
    });
  });

  test("changes nothing when the declaration is wrong", () => {
    inFolder((folder) => {
      write(folder, EXAMPLE);
      jobrole(folder, ["synth"]);
      write(folder, EXAMPLE.replace("runner: docs", "runner: dosc"));
      const before = filesOf(folder);
      const { code, stdout, stderr } = jobrole(folder, ["synth"]);
      expect(code).toBe(1);
      expect(stdout).toBe("1 error, 0 warnings; nothing was written\n");
      expect(stderr).toMatch(/^jobrole.yaml:34:25: error: identities.docs-build.runner: got "dosc"/);
      expect(filesOf(folder)).toEqual(before);
    });
  });

  test("leaves alone what terraform keeps in the output", () => {
    inFolder((folder) => {
      const stack = join(folder, "cdktf.out", "stacks", "ci-prod-storage");
      mkdirSync(join(stack, ".terraform"), { recursive: true });
      writeFileSync(join(stack, ".terraform", "provider"), "binary");
      writeFileSync(join(stack, ".terraform.lock.hcl"), "lock");
      write(folder, EXAMPLE);
      jobrole(folder, ["synth"]);
      const files = filesOf(stack);
      expect(files[join(".terraform", "provider")]).toBe("binary");
      expect(files[".terraform.lock.hcl"]).toBe("lock");
      expect(Object.keys(files)).toContain("cdk.tf.json");
    });
  });

  test("names a stack that is no longer declared, with the command that destroys it, and keeps its folder", () => {
    inFolder((folder) => {
      write(folder, EXAMPLE);
      jobrole(folder, ["synth"]);
      const rest = parse(EXAMPLE) as Record<string, unknown>;
      write(
        folder,
        stringify({
          ...rest,
          buckets: { cache: { existing: "acme-ci-cache" } },
          identities: { "docs-build": { runner: "docs", projects: ["acme/docs"], allow: [] } },
          permissions: {},
        }),
      );
      const { code, stdout } = jobrole(folder, ["synth"]);
      expect(code).toBe(0);
      expect(stdout).toContain("  terraform -chdir=cdktf.out/stacks/ci-prod-storage destroy\n");
      expect(Object.keys(filesOf(folder))).toContain(join("cdktf.out", "stacks", "ci-prod-storage", "cdk.tf.json"));
    });
  });

  test("refuses HCL, which it could not read back", () => {
    inFolder((folder) => {
      write(folder, EXAMPLE);
      const { code, stderr } = jobrole(folder, ["synth"], { SYNTH_HCL_OUTPUT: "true" });
      expect([code, stderr]).toEqual([1, expect.stringContaining("leave out --hcl")]);
    });
  });

  test("says in one line that it cannot write", () => {
    inFolder((folder) => {
      write(folder, EXAMPLE);
      const { code, stderr } = jobrole(folder, ["synth", "-o", "jobrole.yaml/out"]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: cannot write beside .*jobrole.yaml\/out: .*\n$/);
    });
  });
});
