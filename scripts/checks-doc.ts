import { CHECKS } from "../modules/checks/all";
import { checksDocument } from "../modules/report/checks-document";

/** Prints docs/checks.md: `npm run docs` keeps it. */
process.stdout.write(checksDocument(CHECKS));
