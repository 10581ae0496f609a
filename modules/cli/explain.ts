import { respondents } from "../access/answer";
import { loadManagedPolicies } from "../iam/managed-policies";
import type { CheckedPlatform } from "../platform/platform";
import { isAwsAction, type QuestionInput, resolveQuestion } from "../platform/resolve-expectations";
import { didYouMean } from "../platform/suggest";
import { answerText } from "../report/answer";
import { EXIT, Failure } from "./exit";
import { judgeAloud } from "./judge";
import type { Source } from "./load";

/**
 * `jobrole explain <identity> <action | verb resource>`: says whether an identity may do something, and which line of
 * the declaration decides it.
 */
export async function explain(sources: readonly Source[], key: string, question: QuestionInput): Promise<number> {
  const { platforms, locate } = await judgeAloud(sources);
  if (platforms === undefined) return EXIT.invalid;
  const { platform, index } = owner(platforms, key);
  const identity = platform.identities.find((each) => each.key === key);
  if (identity === undefined) throw new Error("an identity that is not its platform's");
  const buckets = new Map(platform.buckets.map((bucket) => [bucket.key, bucket]));
  const asked = resolveQuestion(question, platform.aws, buckets);
  const answer = respondents(platform, await loadManagedPolicies())(identity)(asked);
  if ("problem" in answer) throw new Failure(`got ${answer.problem}`);
  const { decidedBy } = answer;
  process.stdout.write(
    answerText(key, answer, decidedBy === undefined ? undefined : locate[index]?.({ path: decidedBy }).text),
  );
  return answer.answer === "yes" ? EXIT.ok : EXIT.no;
}

/** A question as it is written on the command line. */
export interface ExplainOptions {
  readonly on?: string;
  readonly in?: string;
  /** `key=value` each. */
  readonly when?: readonly string[];
}

/** The question that words and options ask. Throws where an option is of the other kind, and would be ignored. */
export function questionOf(words: readonly string[], { on, in: namespace, when = [] }: ExplainOptions): QuestionInput {
  const asked = words.join(" ");
  const foreign = isAwsAction(asked) ? { in: namespace } : { on, when: when[0] };
  const [wrong] = Object.entries(foreign).filter(([, value]) => value !== undefined);
  if (wrong !== undefined) {
    throw new Failure(
      `got --${wrong[0]} for "${asked}", expected no such option for ${isAwsAction(asked) ? "AWS" : "Kubernetes"}`,
    );
  }
  const circumstances: Record<string, readonly string[]> = {};
  for (const text of when) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Failure(`got --when "${text}", expected key=value`);
    circumstances[name] = [...(circumstances[name] ?? []), value];
  }
  return { asked, on, in: namespace, when: circumstances };
}

/** The platform that has an identity; of several with one of that name, none is guessed. */
function owner(platforms: readonly CheckedPlatform[], key: string) {
  const owners = platforms.flatMap((platform, index) =>
    platform.identities.some((identity) => identity.key === key) ? [{ platform, index }] : [],
  );
  const [only, ...others] = owners;
  if (only === undefined) {
    const keys = platforms.flatMap(({ identities }) => identities.map((identity) => identity.key));
    throw new Failure(`got the identity "${key}", expected a declared one: ${didYouMean(key, keys)}`);
  }
  if (others.length > 0) {
    const names = owners.map(({ platform }) => platform.name).join(", ");
    throw new Failure(`got the identity "${key}", which ${names} have: name one of them by --config`);
  }
  return only;
}
