import { expect, test } from "@jest/globals";
import { loadShares } from "./load-shares.ts";

test("shares add up to the whole", () => {
  const shares = loadShares({
    load: [
      { key: null, values: [1, 1] },
      { key: null, values: [3, 3] },
    ],
  });
  expect(shares.map(({ mean, share }) => [mean, share])).toEqual([
    [1, 0.25],
    [3, 0.75],
  ]);
});

test("when nothing ran there is no share to tell", () => {
  expect(loadShares({ load: [{ key: null, values: [0, 0] }] })).toEqual([]);
});
