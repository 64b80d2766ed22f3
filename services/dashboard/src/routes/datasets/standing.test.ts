import { expect, test } from "@jest/globals";
import { byTrouble, countsOf, failingOf, isBroken, weeksOf } from "./standing.ts";

test("what fails comes first, then by name", () => {
  const dataset = (name: string, verdict: string) => ({ dataset: name, verdict }) as never;
  const sorted = [
    dataset("a", "pass"),
    dataset("c", "fail"),
    dataset("b", "fail"),
    dataset("d", "unknown"),
  ].toSorted(byTrouble) as { dataset: string }[];
  expect(sorted.map(({ dataset: name }) => name)).toEqual(["b", "c", "d", "a"]);
});

test("what can't be judged counts as failing", () => {
  expect(failingOf({ pass: 3, fail: 1, error: 2, skipped: 4 })).toEqual({ failing: 3, all: 10 });
});

test("weeks begin on Monday and hold every day once", () => {
  const days = Array.from({ length: 30 }, (_, at) => ({
    day: new Date(Date.parse("2026-11-01T00:00:00Z") + at * 86_400_000).toISOString().slice(0, 10),
  }));
  const weeks = weeksOf(days);
  expect(weeks[0]).toEqual([null, null, null, null, null, null, "2026-11-01"]);
  expect(weeks[1]![0]).toBe("2026-11-02");
  expect(weeks.flat().filter((day) => day !== null)).toHaveLength(30);
  expect(weeks.every((week) => week.length === 7)).toBe(true);
  expect(weeksOf([])).toEqual([]);
});

test("verdicts are counted in the order in which they come", () => {
  const days = (["pass", "fail", "pass"] as const).map((verdict) => ({ verdict }));
  expect(countsOf(days)).toEqual([
    ["pass", 2],
    ["fail", 1],
  ]);
});

test.each([
  ["fail", true],
  ["error", true],
  ["warn", true],
  ["pass", false],
  ["skipped", false],
  ["unknown", false],
] as const)("a check that says %s is broken: %s", (verdict, broken) => {
  expect(isBroken(verdict)).toBe(broken);
});
