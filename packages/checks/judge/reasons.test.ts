import { expect, test } from "@jest/globals";
import { why } from "./reasons.ts";

test.each([
  [1_000_015, "1,000,015"],
  [999, "999"],
  [-12_345.5, "-12,345.5"],
  [0.333333333, "0.333333"],
  [Number.NaN, "NaN"],
  [Infinity, "Infinity"],
])("a figure of %d is read as %s in both languages", (value, shown) => {
  expect(why("sql", { value })).toEqual({ en: `the query gives ${shown}`, zh: `查询结果为 ${shown}` });
});

test("what is no figure stays as it is", () => {
  expect(why("late", { missing: "2026-11-27", due: "2026-11-27 15:30", newest: "20261126" }).en).toBe(
    "data of 2026-11-27 was due at 2026-11-27 15:30; the newest is of 20261126",
  );
});
