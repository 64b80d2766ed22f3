import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { tokenizeSql } from "./tokens.ts";

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

test("a cast is no parameter, and a named parameter is one", () => {
  const kinds = (sql: string) => tokenizeSql(sql).map(({ kind, text }) => `${kind}:${text}`);
  expect(kinds("a::text")).toEqual(["name:a", "space:::", "name:text"]);
  expect(kinds("$1::date")).toEqual(["parameter:$1", "space:::", "name:date"]);
  expect(kinds(":symbol")).toEqual(["parameter::symbol"]);
});
