import { expect, test } from "@jest/globals";
import { clockOffset, dataAge } from "./status.ts";

test("a clock that runs ahead does not make data older or younger", () => {
  const offset = clockOffset(10_000, 4_010, 10_020);
  expect(offset).toBe(-6_000);
  expect(dataAge(4_000, 10_400, 10_400, offset)).toBe(400);
});

test("between two pushes the age stands still, in silence it grows", () => {
  expect(dataAge(1_000, 1_400, 2_300, 0)).toBe(400);
  expect(dataAge(1_000, 1_400, 11_400, 0)).toBe(10_400);
});

test("no age is negative", () => {
  expect(dataAge(2_000, 1_000, 1_000, 0)).toBe(0);
});
