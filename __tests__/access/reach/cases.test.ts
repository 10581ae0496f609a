import { reachCases } from "./reach-case";
import { toldOf } from "./told-case";

describe("whom a job may become", () => {
  test.each(reachCases())("%s", async (_, reachCase) => {
    const { beyond, within, seen, cut, open } = reachCase;
    const expected = { beyond, within, seen, cut, open };
    expect(await toldOf(reachCase)).toEqual(
      Object.fromEntries(Object.entries(expected).filter(([, texts]) => texts !== undefined)),
    );
  });
});
