import { CHECKS } from "../../modules/checks/all";
import { checksDocument } from "../../modules/report/checks-document";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileText } from "../support/examples";

test("docs/checks.md is what the checks say (npm run docs makes it)", () => {
  expect(fileText("docs", "checks.md")).toBe(checksDocument(CHECKS));
});

test("a check has the name of its file, and every file of a check is run", () => {
  const files = readdirSync(join(__dirname, "..", "..", "modules", "checks")).map((name) => name.replace(/\.ts$/, ""));
  const others = [
    "accept",
    "all",
    "allowance",
    "binding-scope",
    "check",
    "crossing",
    "foreign-reader",
    "overwrites",
    "quota",
    "rule",
    "shared-quotas",
    "together",
    "trust-domain",
    "trust-statements",
  ];
  expect(CHECKS.map(({ id }) => id)).toEqual(files.filter((name) => !others.includes(name)).sort());
});
