import { expect, test } from "@jest/globals";
import { decideOutside } from "./decide-outside.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-11-24T10:00:00Z");
const firing = (startedMs: number, atMs = NOW) => ({ atMs, startedMs, endedMs: null });
const ended = (startedMs: number, endedMs: number, atMs = NOW) => ({ atMs, startedMs, endedMs });
const live = (activeSinceMs: number, lastSeenMs: number) => ({
  condition: "firing" as const,
  activeSinceMs,
  resolvedAtMs: null,
  lastSeenMs,
});
const over = (activeSinceMs: number, resolvedAtMs: number, lastSeenMs = resolvedAtMs) => ({
  condition: "resolved" as const,
  activeSinceMs,
  resolvedAtMs,
  lastSeenMs,
});
const ago = (minutes: number) => NOW - minutes * MINUTE;

test.each([
  ["the first time begins it", firing(ago(1)), undefined, "begin"],
  ["an end that nobody heard begin", ended(ago(5), ago(1)), undefined, "nothing"],
  ["the second time is a repetition", firing(ago(5)), live(ago(5), ago(4)), "repeat"],
  ["the same log again", firing(ago(5), ago(4)), live(ago(5), ago(4)), "nothing"],
  ["its end", ended(ago(5), ago(1)), live(ago(5), ago(4)), "end"],
  [
    "the end of the episode before, from a peer that is behind",
    ended(ago(9), ago(7)),
    live(ago(5), ago(4)),
    "nothing",
  ],
  ["an end told twice", ended(ago(5), ago(1)), over(ago(5), ago(1)), "nothing"],
  [
    "that it fires, from a peer that has not heard of its end",
    firing(ago(5)),
    over(ago(5), ago(1)),
    "nothing",
  ],
  ["a new start", firing(ago(0.5)), over(ago(5), ago(1)), "begin"],
  ["an old start long after a false end", firing(ago(60)), over(ago(60), ago(10)), "begin"],
  ["an end of long ago that was told just now", firing(ago(60)), over(ago(60), ago(10), ago(1)), "nothing"],
])("%s", (_, alert, newest, decided) => {
  expect(decideOutside(alert, newest).do).toBe(decided);
});
