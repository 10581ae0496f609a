import { IAMClient, ListOpenIDConnectProvidersCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { join } from "node:path";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { clientConfig } from "../../sandbox/aws-api";
import { succeed } from "../../sandbox/command";
import { component } from "../../sandbox/components";
import { PROJECT } from "../../sandbox/project";
import { declarationIn, platformOf, type Sandbox } from "../../sandbox/sandbox";
import { emulatedEnv } from "../../sandbox/terraform";
import { livingDifferences, planned } from "./outcome";
import { inSandbox, say } from "./support";

/** What is expected of an example that is applied. */
export interface AppliedExample {
  readonly name: string;
  /** In the order in which they are applied. */
  readonly stacks: readonly string[];
  /** The stack whose outputs these are. */
  readonly told: string;
  readonly outputs: unknown;
  /** What its roles and OIDC providers are called, of which none may be left. */
  readonly made: RegExp;
}

/** An example of examples/, by the name of its folder. */
export function exampleOf(name: string): DeclarationInput {
  return declarationIn(join(PROJECT, "examples", name, "jobrole.yaml"));
}

/** Applies an example in a sandbox of its own, holds it against what was declared, and destroys it. */
export function appliesExample({ name, stacks, told, outputs, made }: AppliedExample): void {
  const declaration = exampleOf(name);
  inSandbox(`examples/${name}, applied`, { declaration }, (sandbox) => {
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
      expect(left.filter((one) => made.test(one))).toEqual([]);
    });
  });
}

/** What a stack tells by its outputs. */
export async function outputsOf(sandbox: Sandbox, stack: string): Promise<unknown> {
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
