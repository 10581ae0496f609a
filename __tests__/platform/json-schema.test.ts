import { jsonSchema } from "../../modules/platform/schema/json-schema";
import { fileText } from "../support/examples";

test("the committed JSON Schema is that of the declaration (npm run schema makes it)", () => {
  expect(JSON.parse(fileText("jobrole.schema.json"))).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
});
