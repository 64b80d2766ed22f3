import { expect, test } from "@jest/globals";
import { stallOf } from "./stall.ts";

test.each([
  ["a fetch was answered in time", { progressAt: 95_000, behindSince: [] }, undefined],
  ["no fetch was answered", { progressAt: 80_000, behindSince: [] }, "no fetch was answered for 20 s"],
  ["all that is there came", { progressAt: 99_000, behindSince: [undefined, undefined] }, undefined],
  ["more is there, but not for long", { progressAt: 99_000, behindSince: [95_000] }, undefined],
  [
    "one partition is passed over for long",
    { progressAt: 99_000, behindSince: [undefined, 80_000] },
    "1 partitions grew for 10 s and nothing of them came",
  ],
])("%s", (_, state, reason) => {
  expect(stallOf(state, 100_000, 10_000)).toBe(reason);
});
