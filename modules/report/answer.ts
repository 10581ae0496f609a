import type { Answer } from "../access/answer";

/** An answer for people: yes or no, what decided, where that is declared, what was not judged. */
export function answerText(identity: string, answer: Answer, place: string | undefined): string {
  const { reasons, scope, asked } = answer;
  const lines = [
    `${WORDS[answer.answer]}: ${identity} ${VERBS[answer.answer]} ${asked}`,
    ...reasons.map((reason) => `  ${reason}`),
    ...(place === undefined ? [] : [`  declared at ${place}`]),
    `  not judged: ${scope}`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const WORDS = { yes: "yes", no: "no", "cannot tell": "cannot tell" } as const;
const VERBS = { yes: "may", no: "may not", "cannot tell": "and" } as const;
