import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { breakLines, tokenizeSql } from "./tokens.ts";

test("keywords, parameters, strings, numbers and comments are told apart", () => {
  const kinds = tokenizeSql("SELECT a FROM t WHERE b = $1 AND c = 'x''y' LIMIT 10 -- end")
    .filter(({ kind }) => kind !== "space")
    .map(({ kind, text }) => `${kind}:${text}`);
  expect(kinds).toEqual([
    "keyword:SELECT",
    "name:a",
    "keyword:FROM",
    "name:t",
    "keyword:WHERE",
    "name:b",
    "parameter:$1",
    "keyword:AND",
    "name:c",
    "string:'x''y'",
    "keyword:LIMIT",
    "number:10",
    "comment:-- end",
  ]);
});

test("a quoted name that spells a keyword is a name", () => {
  expect(tokenizeSql('"select"')).toEqual([{ kind: "name", text: '"select"' }]);
});

test("nothing of a statement is lost, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (sql) => {
      expect(
        tokenizeSql(sql)
          .map(({ text }) => text)
          .join(""),
      ).toBe(sql);
    }),
  );
});

test("a long statement of one line gets a line for each clause", () => {
  expect(
    breakLines(
      "SELECT a, b FROM daily_kline LEFT JOIN stock_info USING (symbol) WHERE symbol = $1 ORDER BY a LIMIT $2",
    ),
  ).toBe(
    "SELECT a, b\nFROM daily_kline\nLEFT JOIN stock_info USING (symbol)\nWHERE symbol = $1\nORDER BY a\nLIMIT $2",
  );
});

test("a statement with own lines, strings or comments is left as it is", () => {
  const sql = "SELECT a\nFROM t WHERE b = 1 AND c = 2 AND d = 3 AND e = 4 AND f = 5";
  expect(breakLines(sql)).toBe(sql);
});
