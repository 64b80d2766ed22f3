import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { nearMatch, suggestion } from "./index.ts";

test.each([
  ["lats", ["last", "from", "to"], "last"],
  ["SORT", ["sort"], "sort"],
  ["retentoin", ["retention", "receivers"], "retention"],
  ["webhok", ["webhook", "name"], "webhook"],
  ["colour", ["last", "from"], undefined],
  ["x", [], undefined],
])("%s among %p means %s", (word, candidates, expected) => {
  expect(nearMatch(word, candidates)).toBe(expected);
});

test("a known word is always its own nearest", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
      fc.nat(),
      (words, pick) => {
        const word = words[pick % words.length]!;
        expect(nearMatch(word, words)).toBe(word);
      },
    ),
  );
});

test.each([
  ["clsoe", ["open", "close"], 'did you mean "close"?'],
  ["turnover", ["open", "close"], "there is open, close"],
  ["close", [], undefined],
])("of %s among %p it is said: %s", (word, candidates, said) => {
  expect(suggestion(word, candidates)).toBe(said);
});
