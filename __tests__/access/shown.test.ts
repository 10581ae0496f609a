import { gzipSync } from "node:zlib";
import { readPlan } from "../../modules/access/plan";
import { Shown } from "../../modules/access/shown";
import { isPlan, readState } from "../../modules/access/state";

function read(text: string | Buffer): unknown {
  const shown = Shown.of(Buffer.from(text));
  return isPlan(shown) ? readPlan(shown) : readState(shown);
}

const PLAN = '"format_version": "1.2", "planned_values": {}';

describe("what terraform show -json did not print is told in one line", () => {
  test.each<readonly [what: string, text: string | Buffer, message: string]>([
    ["nothing", "", "it is empty"],
    ["white space", " \n", "it is empty"],
    ["text", "Terraform will perform", "it is no JSON object"],
    ["a list", "[]", "it is no JSON object"],
    [
      "a plan file",
      Buffer.from("PK\u0003\u0004"),
      "it is a plan as terraform plan -out writes it: give what terraform show -json prints of it",
    ],
    ["UTF-16", Buffer.from("\ufeff{}", "utf16le"), "it is UTF-16, as PowerShell writes it: write UTF-8"],
    ["something packed", gzipSync("{}"), "it is no JSON object"],
    [
      "a log",
      '{"@level":"info"}\n{"@level":"info"}',
      "it is the log of terraform plan -json: write a plan by -out and show it",
    ],
    ["two objects", "{} {}", "it goes on after the end of its JSON object"],
    ["an end too early", '{"format_version": "1.0", "values": {', "it ends in the middle: it is truncated"],
    ["an end in a text", '{"format_version": "1.', "it ends in the middle: it is truncated"],
    [
      "JSON of others",
      '{"name": "x"}',
      "it is JSON, but not what terraform show -json prints: it has no format_version",
    ],
    [
      "a state file",
      '{"version": 4, "serial": 1, "lineage": "x"}',
      "it is a state as terraform stores it: give what terraform show -json prints",
    ],
    ["another version", '{"format_version": "2.0"}', 'got the format_version "2.0", expected 1.x'],
    ["a version that is none", '{"format_version": 1}', "got the format_version 1, expected 1.x"],
    ["broken JSON", `{${PLAN}, "resource_changes": [{"address" "x"}]}`, "it is malformed JSON in resource_changes"],
    ["changes that are no list", `{${PLAN}, "resource_changes": {"a": 1}}`, "its resource_changes are no list"],
    [
      "changes of nothing",
      `{${PLAN}, "resource_changes": [1]}`,
      "one of its resource_changes has no address, type or actions",
    ],
    [
      "unknown actions",
      `{${PLAN}, "resource_changes": [{"address": "a.b", "type": "a", "change": {"actions": ["explode"]}}]}`,
      'got the actions ["explode"] of a.b, which are not known here',
    ],
    [
      "no changes of what is planned",
      '{"format_version": "1.2", "planned_values": {"root_module": {"resources": []}}}',
      "it has planned values, but no resource_changes",
    ],
    ["a plan that failed", `{${PLAN}, "errored": true}`, "it is of a plan that ended with an error: plan again"],
    ["a state of nothing", '{"format_version": "1.0", "values": []}', "its values are no object"],
    [
      "resources that are no list",
      '{"format_version": "1.0", "values": {"root_module": {"resources": 1}}}',
      "its resources are no list",
    ],
    ["depth", `{"a": ${"[".repeat(100_000)}`, "it is nested deeper than 200 levels"],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(new Error(message));
  });

  test("an empty state is one", () => {
    expect(read('\ufeff{"format_version":"1.0","terraform_version":"1.11.4"}')).toEqual({
      resources: [],
      surroundings: {},
      secrets: [],
    });
  });

  test("texts with brackets and quotes in them do not confuse the sections", () => {
    const shown = Shown.of(Buffer.from('{"a\\"]": ["},{", {"b": "\\\\"}, []], "c": "[1,2", "d": [ ]}'));
    expect([...shown.items('a\\"]')]).toEqual(["},{", { b: "\\" }, []]);
    expect([shown.value("c"), [...shown.items("d")]]).toEqual(["[1,2", []]);
  });
});
