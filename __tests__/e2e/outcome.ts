import { differences } from "../../modules/access/difference";
import { fromPlatform } from "../../modules/access/from-platform";
import { fromLiving } from "../../modules/access/living";
import { scopeOf } from "../../modules/access/scope";
import type { DeclarationInput } from "../../modules/platform/schema/declaration";
import { readLiving } from "../../sandbox/living";
import { platformOf, type Sandbox } from "../../sandbox/sandbox";

/** What an apply of a stack would do, as `action address`, sorted; a replacement counts as both its actions. */
export async function planned({ applier }: Sandbox, stack: string): Promise<readonly string[]> {
  const changes = await applier.plan(stack);
  return changes.flatMap(({ address, actions }) => actions.map((action) => `${action} ${address}`)).sort();
}

/** Paths of the model at which what lives is not what a declaration says, without what no API tells. */
export async function livingDifferences(
  { aws, kubernetes }: Sandbox,
  declaration: DeclarationInput,
): Promise<readonly string[]> {
  const declared = platformOf(declaration);
  const living = fromLiving(await readLiving(aws, kubernetes, scopeOf(declared)));
  const model = fromPlatform(declared);
  // Of an agent that others install the declaration says nothing.
  const open = "unknown" in model.podIdentityAgent ? /^podIdentityAgent\./ : /^$/;
  return differences(model, living)
    .map(({ path }) => path)
    .filter((path) => !/^roles\.[^.]+\.exclusive\./.test(path) && !open.test(path));
}
