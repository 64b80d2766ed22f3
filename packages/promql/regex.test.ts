import { expect, test } from "@jest/globals";
import { anchoredRegex, compileRegex } from "./regex.ts";

test.each([
  ["a|b", "b", true],
  ["a|b", "ab", false],
  ["a.*", "a\nb", true],
  [".+", "", false],
  ["", "", true],
  ["(?i)abc", "ABC", true],
  ["a(?i)b|c", "aB", true],
  ["((?i)a)b", "AB", false],
  ["(?i:a)b", "Ab", true],
  ["[[:alpha:]]+", "abc", true],
  ["[[:digit:]_]+", "1_2", true],
  [String.raw`\Qa.b\E+`, "a.bb", true],
  [String.raw`\Qa.b\E`, "axb", false],
  [String.raw`\d{2,3}`, "123", true],
  [String.raw`a\-b\_`, "a-b_", true],
  [String.raw`\pL+`, "ä", true],
  [String.raw`\x{41}`, "A", true],
  ["[(]", "(", true],
  ["/api/v1/.*", "/api/v1/query", true],
  ["(a|b)?c", "c", true],
])("%s on %s: %s", (pattern, value, matches) => {
  expect(compileRegex(pattern)(value)).toBe(matches);
});

test("groups can be named in Go's way", () => {
  expect(anchoredRegex("(?P<first>a+)(b)").exec("aab")?.groups?.first).toBe("aa");
});

test.each(["(", "a**", "(?U)a", "[[:nope:]]"])("%s is refused", (pattern) => {
  expect(() => compileRegex(pattern)).toThrow(SyntaxError);
});
