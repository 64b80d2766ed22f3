import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { mayBacktrack } from "./backtracking.ts";
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
  ["(?U)a+", "aa", true],
  ["(a+b?)+c", "aabac", true],
])("%s on %s: %s", (pattern, value, matches) => {
  expect(compileRegex(pattern)(value)).toBe(matches);
});

test("groups can be named in Go's way", () => {
  expect(anchoredRegex("(?P<first>a+)(b)").exec("aab")?.groups?.first).toBe("aa");
});

test.each(["(", "a**", "[[:nope:]]", "(?=a)", String.raw`(a)\1`, "a{2000}"])("%s is refused", (pattern) => {
  expect(() => compileRegex(pattern)).toThrow(SyntaxError);
});

test.each([
  ["(a+)+", "a".repeat(5000) + "!"],
  ["(a|aa)*", "a".repeat(5000) + "!"],
  ["(.*a){12}", "a".repeat(5000) + "!"],
  ["(a?){30}a{30}", "a".repeat(29)],
  ["a?".repeat(30) + "a".repeat(30), "a".repeat(29)],
  [".*.*.*=", "a".repeat(5000)],
  [".*.*=", "a".repeat(20_000)],
])("%s takes no longer for a text that does not match", (pattern, value) => {
  const beganAt = performance.now();
  expect(compileRegex(pattern)(value)).toBe(false);
  // Going back and forth it would be hours, or at least seconds.
  expect(performance.now() - beganAt).toBeLessThan(1000);
});

test.each([
  [".*a.*|.*b.*|.*c.*", false],
  ["/api/v1/.*/.*", false],
  ["(a|b)+", true],
  [".*a.*|.*b.*c.*d.*", true],
  ["a{1,5}b?[0-9]+", false],
  [String.raw`\d+\.\d+|x\+\+\+`, false],
])("%s may go back and forth too long: %s", (pattern, may) => {
  expect(mayBacktrack(pattern)).toBe(may);
});

test("both engines say the same of what is common", () => {
  const piece = fc.constantFrom(
    "a",
    "b",
    ".",
    "[ab]",
    "(a|b)",
    "a*",
    ".+",
    "(ab)?",
    String.raw`\w`,
    "x{2}",
    "(?i:A)",
  );
  const patterns = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(""));
  const texts = fc.string({ unit: fc.constantFrom("a", "b", "A", "x", "行", "\n"), maxLength: 8 });
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      const here = anchoredRegex(pattern).exec(text);
      const linear = RE2JS.compile(`^(?s:${pattern})$`).exec(text);
      expect(here && [...here]).toEqual(linear && [...linear]);
    }),
    { numRuns: 2000 },
  );
});
