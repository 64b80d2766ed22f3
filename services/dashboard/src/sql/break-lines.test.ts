import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { breakLines } from "./break-lines.ts";

test("a long statement of one line gets a line for each clause", () => {
  expect(
    breakLines(
      'SELECT a AS "b" FROM daily_kline LEFT JOIN stock_info USING (symbol) WHERE symbol = $1 ORDER BY a LIMIT $2',
    ),
  ).toBe(
    [
      'SELECT a AS "b"',
      "FROM daily_kline",
      "LEFT JOIN stock_info USING (symbol)",
      "WHERE symbol = $1",
      "ORDER BY a",
      "LIMIT $2",
    ].join("\n"),
  );
});

test("a subquery has clauses of its own, further in; other brackets stay on their line", () => {
  expect(
    breakLines(
      "WITH bars AS ( SELECT symbol, avg(close) OVER (ORDER BY trade_date) FROM daily_kline WHERE a IN (?)) SELECT 1 FROM bars",
    ),
  ).toBe(
    [
      "WITH bars AS (",
      "  SELECT symbol, avg(close) OVER (ORDER BY trade_date)",
      "  FROM daily_kline",
      "  WHERE a IN (?)",
      ")",
      "SELECT 1",
      "FROM bars",
    ].join("\n"),
  );
});

test("a statement with own lines, or a short one, is left as it is", () => {
  const long = "SELECT a\nFROM t WHERE b = 1 AND c = 2 AND d = 3 AND e = 4 AND f = 5";
  expect(breakLines(long)).toBe(long);
  expect(breakLines("SELECT a FROM t")).toBe("SELECT a FROM t");
});

test("only blanks change, whatever the statement holds", () => {
  const words = fc.constantFrom(
    "select",
    "from",
    "(",
    ")",
    "where",
    "'a from b'",
    "left",
    "join",
    "$1",
    "set",
    "x",
  );
  const withoutBlanks = (sql: string) => sql.replaceAll(/\s/g, "");
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
      const sql = parts.join(" ");
      expect(withoutBlanks(breakLines(sql))).toBe(withoutBlanks(sql));
    }),
  );
});
