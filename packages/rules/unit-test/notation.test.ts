import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatHistogram, parseHistogram } from "./histogram-text.ts";
import { parseMetric } from "./metric-text.ts";
import { parseSeriesValues } from "./series-values.ts";

const short = (text: string) =>
  parseSeriesValues(text).map((value) =>
    value.kind === "number"
      ? value.value
      : value.kind === "none"
        ? "_"
        : value.kind === "stale"
          ? "s"
          : formatHistogram(value.histogram),
  );

test.each<[string, (number | string)[]]>([
  ["1 2 -3.5 1e3 .5", [1, 2, -3.5, 1000, 0.5]],
  ["5x3", [5, 5, 5, 5]],
  ["0+10x3 7-2x2 -2-3x1", [0, 10, 20, 30, 7, 5, 3, -2, -5]],
  ["0+0x2 0x2", [0, 0, 0, 0, 0, 0]],
  ["_ _x3 stale 1", ["_", "_", "_", "_", "s", 1]],
  ["Inf -Inf NaN", [Infinity, -Infinity, NaN]],
  ["  1\n 2\t3 ", [1, 2, 3]],
  ["", []],
  [
    "{{schema:1 count:3 sum:2 buckets:[1 2] offset:-1}}",
    ["{{schema:1 count:3 sum:2 offset:-1 buckets:[1 2]}}"],
  ],
  [
    "{{count:2 buckets:[2]}}+{{count:1 buckets:[1]}}x1",
    ["{{count:2 buckets:[2]}}", "{{count:3 buckets:[3]}}"],
  ],
  ["{{count:2}}x1", ["{{count:2}}", "{{count:2}}"]],
])("%p are values", (text, values) => {
  expect(short(text)).toEqual(values);
});

test("more values than there is room for are refused before they are made", () => {
  for (const text of ["1x99999999999", "1 2 3 4", "1x3", "_x4"])
    expect(() => parseSeriesValues(text, 3)).toThrow(SyntaxError);
  expect(parseSeriesValues("1 _x2", 3)).toHaveLength(3);
});

test("half a year of minutes is no problem", () => {
  expect(short("0+1x262800")).toHaveLength(262_801);
});

test.each(["a", "1x", "1 +", "x5", "1+2", "{{count}}", "{{nope:1}}", "{{count:1", "stale+1x2"])(
  "%p is refused",
  (text) => {
    expect(() => parseSeriesValues(text)).toThrow(SyntaxError);
  },
);

test.each<[string, Record<string, string>]>([
  ["up", { __name__: "up" }],
  ['up{job="a", instance="b:1",}', { __name__: "up", job: "a", instance: "b:1" }],
  ["{job='it\\'s'}", { job: "it's" }],
  ['{"my.metric", "a.b"="c"}', { __name__: "my.metric", "a.b": "c" }],
  ['job:rate5m{a="",b="x\\n"}', { __name__: "job:rate5m", b: "x\n" }],
  ["{}", {}],
  ["", {}],
])("%p is a metric", (text, labels) => {
  expect(parseMetric(text).toRecord()).toEqual(labels);
});

test.each(["up{", 'up{a="b"', "up{a}", "up{a=b}", "up down", 'up{a="b" c="d"}'])(
  "%p is no metric",
  (text) => {
    expect(() => parseMetric(text)).toThrow(/at character \d+/);
  },
);

test("a histogram reads as it was written", () => {
  const counts = fc.array(fc.nat(9), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      fc.integer({ min: -4, max: 8 }),
      counts,
      counts,
      fc.integer({ min: -9, max: 9 }),
      fc.nat(9),
      (schema, up, down, offset, zero) => {
        const text = `{{schema:${schema} sum:1.5 count:7 z_bucket:${zero} z_bucket_w:0.01 counter_reset_hint:gauge buckets:[${up.join(" ")}] offset:${offset} n_buckets:[${down.join(" ")}]}}`;
        const once = formatHistogram(parseHistogram(text).histogram);
        expect(formatHistogram(parseHistogram(once).histogram)).toBe(once);
        const { histogram } = parseHistogram(text);
        expect([...histogram.positive.counts]).toEqual(up);
        expect(histogram).toMatchObject({ schema, zeroCount: zero, hint: "gauge" });
      },
    ),
  );
});
