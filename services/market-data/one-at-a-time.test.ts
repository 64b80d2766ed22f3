import { expect, test } from "@jest/globals";
import { oneAtATime } from "./one-at-a-time.ts";

test("runs never overlap and keep their order, also when one fails", async () => {
  const inTurn = oneAtATime();
  const seen: string[] = [];
  const run = (name: string, fails = false) =>
    inTurn(async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([run("a"), run("b", true), run("c")]);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
