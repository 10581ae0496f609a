import type { AccessModel, ModelPath } from "../access/model";
import type { WrittenAndRead } from "../iam/left-for-others";
import { overlapping, type Reach, reaches } from "./crossing";
import { type Holder, holdersOf } from "../access/trust-domain";

/** Something that one role writes and another reads. */
export interface ForeignReader {
  /** Where the writing is allowed. */
  readonly at: ModelPath;
  readonly resource: string;
  /** Name of the first role that reads it. */
  readonly reader: string;
}

interface Held extends Reach {
  readonly holder: Holder;
}

/** What a role writes that another reads, unless whoever writes may be the reader anyhow. One for each writing. */
export function foreignReaders(model: AccessModel, { write, read, kind }: WrittenAndRead): readonly ForeignReader[] {
  const holders = holdersOf(model);
  const held = (actions: readonly string[]): readonly Held[] =>
    reaches(model, actions, kind).flatMap((reach) => holders(reach.role).map((holder) => ({ ...reach, holder })));
  // Of readers that the same jobs may be one is enough, where it is known which they are.
  const readersOf = overlapping(held(read), ({ holder, role }) =>
    JSON.stringify(holder.projects === undefined ? role : holder),
  );
  return held(write).flatMap(({ role, resource, at, holder }): readonly ForeignReader[] => {
    for (const reader of readersOf(resource)) {
      if (reader.role !== role && !mayBe(holder, reader.holder)) return [{ at, resource, reader: reader.role }];
    }
    return [];
  });
}

/** Whether every job that may be one may be the other too: the same runner, and no project less. */
function mayBe({ domain, projects = [] }: Holder, other: Holder): boolean {
  const theirs = new Set(other.projects);
  return domain === other.domain && projects.length > 0 && projects.every((project) => theirs.has(project));
}
