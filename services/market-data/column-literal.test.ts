import { expect, test } from "@jest/globals";
import { columnLiteral } from "./column-literal.ts";

test.each([
  [[1, -2.5, null, Number.NaN], "{1,-2.5,NULL,NaN}"],
  [["a", "", "NULL"], '{"a","","NULL"}'],
  [['qu"ote', "back\\slash", "com,ma {}"], '{"qu\\"ote","back\\\\slash","com,ma {}"}'],
  [[], "{}"],
])("%j becomes %s", (values, literal) => {
  expect(columnLiteral(values)).toBe(literal);
});
