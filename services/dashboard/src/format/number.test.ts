import { expect, test } from "@jest/globals";
import { compare, createNumbers } from "./number.ts";

const numbers = createNumbers("en-GB");

test.each([
  [0, "0"],
  [0.004, "<0.01"],
  [0.45, "0.45"],
  [9.996, "10.0"],
  [38.24, "38.2"],
  [1284.4, "1,284"],
])("a rate of %d reads %s", (value, shown) => {
  expect(numbers.rate(value)).toBe(shown);
});

test.each([
  [0, "0"],
  [0.00001, "<0.01"],
  [0.0012, "0.12"],
  [0.912, "91.2"],
  [0.99996, "99.99"],
  [1, "100"],
])("a ratio of %d reads %s percent, and only all of it reads 100", (ratio, shown) => {
  expect(numbers.percent(ratio)).toBe(shown);
});

test("bytes grow in steps of a thousand", () => {
  expect(numbers.bytes(999)).toBe("999 B");
  expect(numbers.bytes(1_500)).toBe("1.5 kB");
  expect(numbers.bytes(2_000_000_000)).toBe("2.0 GB");
});

test.each([
  [103, 100, "+3 %"],
  [88, 100, "−12 %"],
  [100, 100, "±0 %"],
  [410, 100, "×4.1"],
  [1200, 100, "×12"],
])("%d beside %d reads %s", (now, before, shown) => {
  expect(compare(now, before)).toBe(shown);
});

test("nothing before can't be compared with", () => {
  expect(compare(5, 0)).toBeUndefined();
});
