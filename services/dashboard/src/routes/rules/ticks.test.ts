import { expect, test } from "@jest/globals";
import { ticksOf } from "./ticks.ts";

const DAY = 86_400_000;

test.each([
  [DAY * 7, 7],
  [DAY, 8],
  [3_600_000, 4],
  [900_000, 3],
])("%d ms have %d marks, all of them inside", (length, count) => {
  const window = { fromMs: 20_000 * DAY + 1000, toMs: 20_000 * DAY + 1000 + length };
  const ticks = ticksOf(window);
  expect(ticks).toHaveLength(count);
  for (const tick of ticks) expect(tick >= window.fromMs && tick <= window.toMs).toBe(true);
});
