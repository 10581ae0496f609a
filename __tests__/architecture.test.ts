import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..");

/** Lines of code for each place, each of which the architecture forbids. */
const FORBIDDEN: readonly (readonly [place: string, code: string])[] = [
  ["modules/constructs/managed-bucket.ts", 'import { s3Bucket } from "@cdktf/provider-aws"; export default s3Bucket;'],
  ["modules/constructs/managed-bucket.ts", 'import { x } from "@cdktf/provider-aws/lib"; export default x;'],
  ["modules/platform/read.ts", 'import { App } from "cdktf"; export default App;'],
  [
    "modules/access/written.ts",
    'import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket"; export default S3Bucket;',
  ],
  ["modules/checks/region.ts", 'import { Construct } from "constructs"; export default Construct;'],
  ["modules/iam/arn.ts", 'import type { Platform } from "../platform/platform"; export type X = Platform;'],
  ["modules/iam/arn.ts", 'import { runSimulation } from "@cloud-copilot/iam-simulate"; export default runSimulation;'],
  ["modules/platform/read.ts", 'import { check } from "../checks/check"; export default check;'],
  [
    "modules/constructs/place.ts",
    'import { fromPlatform } from "../access/from-platform"; export default fromPlatform;',
  ],
  ["modules/report/table.ts", 'import { pathText } from "../platform/path"; export default pathText;'],
  ["modules/cli/synth.ts", 'import { synthesize } from "../../stacks/app"; export default synthesize;'],
  ["stacks/app.ts", 'import { run } from "../modules/cli/run"; export default run;'],
];

/** What ESLint says of texts as if each stood in a file of the project: one process, since it loads every type. */
function lint(texts: readonly (readonly [place: string, code: string])[]): readonly string[] {
  const program = `
    import { ESLint } from "eslint";
    const eslint = new ESLint();
    const said = [];
    for (const [filePath, code] of ${JSON.stringify(texts)}) {
      const [{ messages }] = await eslint.lintText(code, { filePath });
      said.push(messages.map(({ ruleId }) => ruleId).join(" "));
    }
    console.log(JSON.stringify(said));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return JSON.parse(output) as readonly string[];
}

test("the architecture is held by lint rules", () => {
  const said = lint(FORBIDDEN);
  FORBIDDEN.forEach(([place, code], i) => {
    expect([place, code, said[i]]).toEqual([place, code, expect.stringContaining("no-restricted-imports")]);
  });
}, 60_000);

test("any is refused", () => {
  expect(lint([["modules/iam/arn.ts", "export const x = (y: any): void => { void y; };"]])).toEqual([
    expect.stringContaining("no-explicit-any"),
  ]);
}, 60_000);
