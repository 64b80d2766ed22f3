import { expect, test } from "@jest/globals";
import { figuresIn } from "./figure-words.ts";

const warmed = { figures: { warmed: 20, alreadyWarm: 0, failed: 1, "size.MiB": 3 } };

test.each([
  ["en", ["20 keys warmed", "1 failed", "size.MiB 3"]],
  ["zh", ["预热 20 个键", "1 个失败", "size.MiB 3"]],
] as const)(
  "in %s a run says what it did, in its order and without zeros behind the first",
  (language, said) => {
    expect(figuresIn(language, warmed, String)).toEqual(said);
  },
);

test("nothing done is said, too, and a run that says nothing stays silent", () => {
  expect(figuresIn("en", { figures: { evicted: 0, expired: 0 } }, String)).toEqual(["0 entries evicted"]);
  expect(figuresIn("en", { figures: { warmed: 1 } }, String)).toEqual(["1 key warmed"]);
  expect(figuresIn("en", { figures: null }, String)).toEqual([]);
});
