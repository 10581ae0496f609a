import { jsonSchema } from "../modules/platform/schema/json-schema";

/** Prints the JSON Schema of the declaration: `npm run schema` keeps it in jobrole.schema.json. */
process.stdout.write(`${JSON.stringify(jsonSchema(), undefined, 2)}\n`);
