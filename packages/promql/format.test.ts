import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { format } from "./format.ts";
import { parse } from "./parse.ts";
import { ExpressionMaker } from "./stack-test/expression-maker.ts";
import { Random } from "./stack-test/random.ts";

test.each([
  ["sum (up)by(job)", "sum by (job) (up)"],
  ["up{a='b',}offset 90s", 'up{a="b"} offset 1m30s'],
  ["a/on(x)group_left(y)b", "a / on (x) group_left (y) b"],
  ["up[5m:]@start()", "up[5m:] @ start()"],
  ["up @ 1.5", "up @ 1.500"],
  ['{"a.b", "c d"="e"}', '{"a.b","c d"="e"}'],
  ["1h == bool 3600", "1h == bool 3600"],
  ["(-up) ^ 2 # squared", "(-up) ^ 2"],
  ["up offset -14d", "up offset -2w"],
  ["inf - -inf", "+Inf - -Inf"],
])("%s is written %s", (text, written) => {
  expect(format(parse(text))).toBe(written);
});

test("what is written reads as the same, and is written the same again", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const maker = new ExpressionMaker(new Random(seed), "3");
      const text = maker.expression();
      const written = format(parse(text));
      expect(withoutPlaces(parse(written).root)).toEqual(withoutPlaces(parse(text).root));
      expect(format(parse(written))).toBe(written);
    }),
  );
});

function withoutPlaces(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) => (key === "from" || key === "to" ? undefined : value)),
  );
}
