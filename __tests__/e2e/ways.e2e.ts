import { IAMClient, ListOpenIDConnectProvidersCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { join } from "node:path";
import { parse } from "yaml";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { clientConfig } from "../../sandbox/aws-api";
import { succeed } from "../../sandbox/command";
import { component } from "../../sandbox/components";
import { PROJECT } from "../../sandbox/project";
import { declarationIn, platformOf, type Sandbox } from "../../sandbox/sandbox";
import { emulatedEnv } from "../../sandbox/terraform";
import { deleteRole } from "./by-hand";
import { livingDifferences, planned } from "./outcome";
import { inSandbox, say } from "./support";

const exampleOf = (name: string): DeclarationInput => declarationIn(join(PROJECT, "examples", name, "jobrole.yaml"));

async function outputsOf(sandbox: Sandbox, stack: string): Promise<unknown> {
  const folder = sandbox.applier.mode === "full" ? sandbox.output : join(sandbox.folder, "split");
  const json = await succeed(component("terraform"), ["output", "-json"], {
    cwd: join(folder, "stacks", stack),
    env: emulatedEnv(),
  });
  return Object.fromEntries(
    Object.entries(JSON.parse(json) as Readonly<Record<string, { readonly value: unknown }>>).map(([name, output]) => [
      name,
      output.value,
    ]),
  );
}

async function leftIn({ aws }: Sandbox): Promise<readonly string[]> {
  const iam = new IAMClient(clientConfig(aws));
  const providers = (await iam.send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList ?? [];
  const roles = (await iam.send(new ListRolesCommand({}))).Roles ?? [];
  return [...providers.map(({ Arn = "" }) => Arn), ...roles.map(({ RoleName = "" }) => RoleName)];
}

const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLEOIDCID77E02783D8273C";
const PROVIDERS = "arn:aws:iam::123456789012:oidc-provider";

describe.each([
  {
    name: "irsa",
    stacks: ["ci-identities", "ci-runners"],
    told: "ci-identities",
    outputs: {
      oidc_provider_arns: { cluster: `${PROVIDERS}/${ISSUER}` },
      role_arns: {
        nothing: "arn:aws:iam::123456789012:role/ci-nothing",
        test: "arn:aws:iam::123456789012:role/test-iamrole",
      },
      service_accounts: {
        nothing: "gitlab-runner/nothing",
        shared__manager: "gitlab-runner-manager/shared-manager",
        test: "gitlab-runner/test-iamrole-sa",
      },
    },
  },
  {
    name: "gitlab-oidc",
    stacks: ["oidc-storage", "oidc-federation"],
    told: "oidc-federation",
    outputs: {
      oidc_provider_arns: { gitlab: `${PROVIDERS}/gitlab.com` },
      role_arns: { deploy: "arn:aws:iam::123456789012:role/oidc-deploy" },
    },
  },
])("examples/$name", ({ name, stacks, told, outputs }) => {
  const declaration = exampleOf(name);
  inSandbox("applied", { declaration }, (sandbox) => {
    const platform = platformOf(declaration);

    test("is what was declared, a second plan changes nothing, and its outputs name it", async () => {
      const { it } = sandbox;
      await it.prepare(platform);
      expect([...(await it.synth(declaration))].sort()).toEqual([...stacks].sort());
      await it.apply(platform, stacks, say);
      for (const stack of stacks) expect([stack, await planned(it, stack)]).toEqual([stack, []]);
      expect(await livingDifferences(it, declaration)).toEqual([]);
      expect(await outputsOf(it, told)).toEqual(outputs);
    });

    test("leaves nothing when it is destroyed", async () => {
      for (const stack of [...stacks].reverse()) await sandbox.it.applier.destroy(stack);
      const left = await leftIn(sandbox.it);
      expect(left.filter((one) => /oidc-provider|ci-|test-iamrole|oidc-deploy/.test(one))).toEqual([]);
    });
  });
});

const workload = (credentials: string): DeclarationInput =>
  parse(`
name: move
aws: { account: "123456789012", region: us-east-1 }
cluster: { name: gitlab, podIdentityAgent: present, oidcProvider: { issuer: "https://${ISSUER}" } }
identities:
  web: { serviceAccount: apps/web, credentials: ${credentials}, allow: [{ managedPolicy: ReadOnlyAccess }] }
`) as DeclarationInput;

inSandbox("a workload that moves from IRSA to pod identity", { declaration: workload("irsa") }, (sandbox) => {
  const stack = "move-identities";

  test("gets its association besides the annotation, in the same role", async () => {
    const { it } = sandbox;
    await it.prepare(platformOf(workload("irsa")));
    await it.apply(platformOf(workload("irsa")), await it.synth(workload("irsa")), say);
    await it.synth(workload("migrating"));
    expect(await planned(it, stack)).toEqual([
      "create aws_eks_pod_identity_association.web",
      "update aws_iam_role.web",
    ]);
    // The emulator takes a trust policy with sts:TagSession for a new role only: here the role is made anew.
    await deleteRole(it, "move-web");
    await it.apply(platformOf(workload("migrating")), [stack], say);
    expect(await planned(it, stack)).toEqual([]);
    expect(await livingDifferences(it, workload("migrating"))).toEqual([]);
  });

  test("is found by the printed command, whatever runs it", async () => {
    const { client, kubeconfig } = sandbox.it.kubernetes;
    for (const [name, serviceAccountName] of [
      ["web", "web"],
      ["other", "default"],
    ]) {
      await client.send("POST", "/apis/apps/v1/namespaces/apps/deployments", {
        metadata: { name },
        spec: {
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: { serviceAccountName, containers: [{ name: "c", image: "x" }] },
          },
        },
      });
    }
    const main = join(PROJECT, "dist", "main.js");
    const config = join(sandbox.it.folder, "jobrole.yaml");
    const said = await succeed(process.execPath, [main, "synth", "-c", config, "-o", sandbox.it.output], {});
    const [command = ""] = /kubectl -n apps get[^]*?rollout restart/.exec(said) ?? [];
    const kubectl = `${component("kubectl")} --kubeconfig ${kubeconfig}`;
    const restarted = await succeed("/bin/sh", ["-c", command.replaceAll("kubectl", kubectl)], { env: emulatedEnv() });
    expect(restarted).toBe("deployment.apps/web restarted\n");
  });

  test("loses exactly the annotation and the trust in tokens at the end", async () => {
    await sandbox.it.synth(workload("pod-identity"));
    expect(await planned(sandbox.it, stack)).toEqual([
      "update aws_iam_role.web",
      "update kubernetes_service_account_v1.web",
    ]);
  });
});
