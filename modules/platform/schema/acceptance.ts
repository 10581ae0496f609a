import * as z from "zod";
import { text } from "./words";

/** A finding that one lives with: exactly this one, for this reason. */
export const acceptance = () =>
  z.strictObject({
    check: text().describe("Id of the check, as it stands in brackets behind the finding."),
    at: text().describe("The entry that the finding is at, such as identities.release."),
    about: text().optional().describe("The value that the finding is about, where it names one."),
    reason: text().describe("Why it may stay."),
  });
