import type { AccessModel } from "../access/model";
import { repositoryArn } from "../access/reach/data-edges";
import { IMAGES } from "../iam/left-for-others";
import { overlapOfArns } from "../iam/overlap";
import { overlapping, reaches } from "./crossing";
import { foreignReaders } from "./foreign-reader";
import type { ModelCheck, Observation } from "./rule";

export const imageOfOthers: ModelCheck = {
  id: "image-of-others",
  of: "model",
  what: "Nobody pushes an image that jobs of others run or another identity pulls.",
  why: "Who changes the image runs code under whatever permissions the job has that starts it.",
  fix: "Let one pipeline on protected refs push it; or accept it with a reason, where the image is pinned by its digest.",
  example: [
    "identities:",
    "  build: { runner: web, projects: [a/b], allow: [{ repository: base, access: push }] }",
    "  deploy: { runner: infra, projects: [c/d], allow: [{ repository: base, access: pull }] }",
  ].join("\n"),
  acceptable: true,
  judge,
};

function judge(model: AccessModel): readonly Observation[] {
  const found = (at: Observation["at"], resource: string, who: string): Observation => {
    const message = `got pushing to ${resource}, whose images ${who}`;
    const fix = "let one pipeline on protected refs push it";
    return { at, severity: "warning", about: `${resource} ${who}`, message, fix };
  };
  const pushersTo = overlapping(reaches(model, IMAGES.write, IMAGES.kind), ({ at }) => at.join());
  const run = Object.entries(model.runners).flatMap(([release, { image = "" }]) => {
    const repository = repositoryArn(image, "*");
    if (repository === undefined) return [];
    return [...pushersTo(repository)]
      .filter(({ resource }) => overlapOfArns(resource, repository))
      .map(({ at, resource }) => found(at, resource, `jobs of runner ${release} run`));
  });
  const pulled = foreignReaders(model, IMAGES).map(({ at, resource, reader }) =>
    found(at, resource, `role ${reader} pulls`),
  );
  return [...run, ...pulled];
}
