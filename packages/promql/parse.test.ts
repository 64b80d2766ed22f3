import { expect, test } from "@jest/globals";
import { parse } from "./parse.ts";
import { PromqlError } from "./promql-error.ts";

function problem(text: string): { message: string; at: string; line: number; column: number } {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const { offset, length, line, column } = error.position;
    return { message: error.message, at: text.slice(offset, offset + length), line, column };
  }
  throw new Error(`parsed: ${text}`);
}

test.each([
  ["foo(up)", 'unknown function with name "foo"', "foo"],
  [
    "holt_winters(up[5m], 0.1, 0.1)",
    'since Prometheus 3 it is called "double_exponential_smoothing"',
    "holt_winters",
  ],
  ["up + down down", 'unexpected "down"', "down"],
  ["sum(up", "unexpected end of the expression", ""],
  ["", "unexpected end of the expression", ""],
  ["up{job=api}", 'unexpected "api"', "api"],
  ["'up", "unterminated quoted string", "'up"],
  ['up{job="\\q"}', "quoted string", '"\\q"'],
  ['up{job=~"("}', "error parsing regexp: missing closing ): `(`", '"("'],
  ["1 > 2", "comparisons between scalars must use BOOL modifier", "1 > 2"],
  ["sum(1)", "expected type instant vector in aggregation expression, got scalar", "1"],
  ["topk(up, up)", "expected type scalar in aggregation parameter, got instant vector", "up"],
  ["rate(up)", 'expected type range vector in call to function "rate", got instant vector', "up"],
  ["rate(up[5m], 1)", 'expected 1 argument(s) in call to "rate", got 2', "rate(up[5m], 1)"],
  ["round()", 'expected at least 1 argument(s) in call to "round", got 0', "round()"],
  [
    "sum(up, 1)",
    "wrong number of arguments for aggregate expression provided, expected 1, got 2",
    "sum(up, 1)",
  ],
  ["up and 1", 'set operator "and" not allowed in binary scalar expression', "up and 1"],
  ["up and on(a) group_left up", 'no grouping allowed for "and" operation', "up and on(a) group_left up"],
  [
    "up + on(a) group_left(a) up",
    'label "a" must not occur in ON and GROUP clause at once',
    "up + on(a) group_left(a) up",
  ],
  ["up + on(a) 1", "vector matching only allowed between instant vectors", "up + on(a) 1"],
  ["up + bool up", "bool modifier can only be used on comparison operators", "up + bool up"],
  ["-'a'", "unary expression only allowed on expressions of type scalar or instant vector", "-'a'"],
  ["'a' + 1", "binary expression must contain only scalar and instant vector types", "'a'"],
  ["{job=''}", "vector selector must contain at least one non-empty matcher", "{job=''}"],
  ['up{__name__="down"}', 'metric name must not be set twice: "up" or "down"', 'up{__name__="down"}'],
  ["up offset 5m offset 5m", "offset may not be set multiple times", "up offset 5m"],
  ["sum(up) offset 5m", "offset modifier must be preceded by", "sum(up)"],
  ["up @ 1 @ 2", "@ <timestamp> may not be set multiple times", "up @ 1"],
  ["up @ Inf", "timestamp out of bounds for @ modifier", "Inf"],
  ["sum(up)[5m]", "ranges only allowed for vector selectors", "sum(up)"],
  ["up[5m][5m:]", "subquery is only allowed on instant vector, got matrix instead", "up[5m][5m:]"],
  ["up[0]", "duration must be greater than 0", "0"],
  ["up[5m:0s]", "duration must be greater than 0", "0s"],
  ["1[5m]", "ranges only allowed for vector selectors", "1"],
  [
    'label_replace(up, "a", "b", "c", "(")',
    "invalid regular expression in label_replace()",
    'label_replace(up, "a", "b", "c", "(")',
  ],
  [
    'label_join(up, "", "b", "c")',
    "invalid destination label name in label_join()",
    'label_join(up, "", "b", "c")',
  ],
])("refuses %s where it is wrong", (text, message, at) => {
  const found = problem(text);
  expect(found.message).toContain(message);
  expect(found.at).toBe(at);
});

test.each([
  ["info(up)", "info(up)"],
  ["histogram_quantiles(up, 'q', 0.5)", "histogram_quantiles(up, 'q', 0.5)"],
  ["limit_ratio(0.5, up)", "limit_ratio(0.5, up)"],
  ["up[5m + 1m]", "5m + 1m"],
  ["rate(up[5m] anchored)", "anchored"],
  ["rate(up[5m] smoothed)", "smoothed"],
  ["up + fill(0) up", "fill(0)"],
  ["up </ 5", "</"],
])("refuses %s, which is an experiment of Prometheus', by name", (text, at) => {
  const found = problem(text);
  expect(found.message).toContain("not supported");
  expect(found.at).toBe(at);
});

test("an error names line and column", () => {
  expect(problem('sum(\n  up{job=~")"}\n)')).toMatchObject({ line: 2, column: 11 });
});

test.each([
  ["-1 ^ 2", -1],
  ["2 ^ -1", 0.5],
  ["2 ^ 3 ^ 2", 512],
  ["1 - 1 - 1", -1],
  ["-2 * -3", 6],
  ["- - 2", 2],
  ["1 + 2 * 3 ^ 2 % 5", 4],
  ["1 == bool 1 + 1", 0],
  ["0x1F + 010 + 1e3 + 1_000", 2039],
  ["1h30m", 5400],
  ["(-1) ^ 2", 1],
])("%s is grouped as Prometheus groups it", async (text, value) => {
  const { answers } = await import("./fixtures/answers.ts");
  expect(answers(text, [], 0)).toEqual({ scalar: value });
});

test("a type is known before anything is evaluated", () => {
  expect(parse("1 + 1").type).toBe("scalar");
  expect(parse("'a'").type).toBe("string");
  expect(parse("up + 1").type).toBe("vector");
  expect(parse("up[5m]").type).toBe("matrix");
  expect(parse("up[5m:1m]").type).toBe("matrix");
});
