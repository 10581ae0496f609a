import type { AccessModel } from "../access/model";
import { membersOf } from "../kubernetes/groups";
import type { ModelCheck, Observation } from "./rule";

export const breakGlass: ModelCheck = {
  id: "break-glass",
  of: "model",
  what: "The group that the guards let in is one of people, not one that pods, nodes or everybody are in.",
  why: "The guards keep nobody of that group from anything: with every pod in it they hold nothing.",
  fix: "Name a group that only those who are on call are in.",
  example: ["cluster:", "  name: c", "  breakGlass: system:authenticated # everybody"].join("\n"),
  acceptable: false,
  judge,
};

function judge({ admission }: AccessModel): readonly Observation[] {
  const groups = new Map<string, string>();
  for (const [namespace, { breakGlass: group }] of Object.entries(admission)) {
    // One group is declared for all guards: it is told of once.
    if (group !== undefined && !groups.has(group)) groups.set(group, namespace);
  }
  return [...groups].flatMap(([group, namespace]): readonly Observation[] => {
    const members = membersOf(group);
    if (members === undefined) return [];
    return [
      {
        at: ["admission", namespace, "breakGlass"],
        severity: "error",
        about: group,
        message: `got ${group}, which ${members} is in, expected a group of people: the guards let it do whatever it likes`,
        fix: "name a group that only those who are on call are in",
      },
    ];
  });
}
