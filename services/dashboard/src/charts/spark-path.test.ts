import { expect, test } from "@jest/globals";
import { sparkPath } from "./spark-path.ts";

test("a missing value breaks the line and is not drawn as zero", () => {
  const { line } = sparkPath([1, 1, null, 1, 1], 40, 10);
  expect(line.match(/M/g)).toHaveLength(2);
});

test("a lone value can be seen", () => {
  expect(sparkPath([null, 3, null], 40, 10).line).toMatch(/h1$/);
});

test("nothing but gaps draws nothing", () => {
  expect(sparkPath([null, null], 40, 10)).toEqual({ line: "", area: "" });
});

test("zeros lie on the ground", () => {
  expect(sparkPath([0, 0], 40, 10).line).toBe("M0 9L40 9");
});
