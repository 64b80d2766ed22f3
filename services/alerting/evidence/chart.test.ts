import { expect, test } from "@jest/globals";
import { array, assert, double, integer, property, string } from "fast-check";
import { chartSvg } from "./chart.ts";

test("the picture has a line with its breaks, the threshold and when it fired", () => {
  const svg = chartSvg({
    title: "load_daily_kline p95",
    series: [{ name: "p95", times: [0, 1000, 2000, 3000], values: [1, 2, NaN, 6] }],
    threshold: 5,
    firedAtMs: 3000,
  });
  expect(svg.match(/<path d="(M[^"]*)" fill="none"/)![1]).toMatch(/^M[\d. ]+L[\d. ]+M[\d. ]+$/);
  expect(svg).toContain("stroke-dasharray");
  expect(svg).toContain('V176" stroke="#dc2626"');
});

test("whatever the names and values, it is XML without numbers that are none", () => {
  const values = array(double(), { maxLength: 30 });
  assert(
    property(
      string({ unit: "grapheme" }),
      values,
      integer({ min: -10, max: 10 }),
      (title, list, threshold) => {
        const series = [{ name: title, times: list.map((_, i) => i * 1000), values: list }];
        const svg = chartSvg({ title, series, threshold });
        expect(svg).not.toMatch(/NaN|Infinity/);
        expect(svg.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]/);
      },
    ),
  );
});

test("a title can't leave its place", () => {
  const svg = chartSvg({ title: `"><script>alert('x')</script>`, series: [] });
  expect(svg).not.toContain("<script>");
  expect(svg).toContain("no data");
});
