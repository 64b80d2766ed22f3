import { expect, test } from "@jest/globals";
import { parse } from "./parse.ts";
import { selectorsOf } from "./selectors.ts";

test("each leaf tells what it reads and how far around the time", () => {
  const leaves = selectorsOf(
    parse('sum(rate(a_total{x="1"}[5m] offset 1m)) / max_over_time((b @ end())[1h:1m] offset 2h) > {y=~"z"}'),
  );
  expect(leaves.map((leaf) => ({ ...leaf, matchers: undefined, position: undefined }))).toMatchObject([
    {
      metricName: "a_total",
      rangeMs: 300_000,
      offsetMs: 60_000,
      at: undefined,
      enclosingRangeMs: 0,
      enclosingOffsetMs: 0,
    },
    {
      metricName: "b",
      rangeMs: 0,
      offsetMs: 0,
      at: "end",
      enclosingRangeMs: 3_600_000,
      enclosingOffsetMs: 7_200_000,
    },
    {
      metricName: undefined,
      rangeMs: 0,
      offsetMs: 0,
      at: undefined,
      enclosingRangeMs: 0,
      enclosingOffsetMs: 0,
    },
  ]);
  expect(leaves[0]!.matchers.map(({ name, operator, value }) => `${name}${operator}${value}`)).toEqual([
    "x=1",
    "__name__=a_total",
  ]);
});

test("a parameter's selectors are among them", () => {
  expect(selectorsOf(parse("topk(scalar(k), m)")).map(({ metricName }) => metricName)).toEqual(["k", "m"]);
});
