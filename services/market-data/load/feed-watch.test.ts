import { expect, test } from "@jest/globals";
import { judgeFeed, SILENCE_LIMIT_MS, type FeedVerdict } from "./feed-watch.ts";

test("each silence is told once, and a second one again", () => {
  const over = SILENCE_LIMIT_MS + 1;
  const timeline: [lastTicksMs: number, nowMs: number, verdict: FeedVerdict][] = [
    [0, SILENCE_LIMIT_MS, "flowing"],
    [0, over, "fell silent"],
    [0, over + 5_000, "silent"],
    [over + 6_000, over + 10_000, "flowing"],
    [over + 6_000, 2 * over + 6_000, "fell silent"],
  ];
  let before: FeedVerdict = "flowing";
  for (const [lastTicksMs, nowMs, verdict] of timeline) {
    before = judgeFeed(lastTicksMs, nowMs, before);
    expect(before).toBe(verdict);
  }
});
