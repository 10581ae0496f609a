/** Exit codes of every command. 2 is never "there are changes": that is terraform's. */
export const EXIT = {
  /** Clean. */
  ok: 0,
  /** Invalid input, or a finding of severity error. */
  invalid: 1,
  /** Wrong usage. */
  usage: 2,
  /** A question was answered with anything but yes, or a gate stopped: a human has to look. */
  no: 3,
  /** A bug of jobrole. */
  bug: 70,
} as const;

/** Ends a command with a message for its user: no stack trace, the exit code of invalid input. */
export class Failure extends Error {}
