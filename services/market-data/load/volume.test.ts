import { expect, test } from "@jest/globals";
import { tickBatch } from "./volume.ts";

test.each([
  [200, 4, 25],
  [60, 4, 8],
  [5_000, 4, 28],
  [200, 0.1, 1_000],
  [5_000, 40, 28],
])("%i instruments in %d batches a second: %i ticks a batch", (instruments, perSecond, size) => {
  expect(tickBatch(instruments, perSecond)).toBe(size);
});
