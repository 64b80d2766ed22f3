import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { loadModule, parseSync } from "libpg-query";
import { identifier, own, sql, value } from "./fragment.ts";
import { renderPostgres } from "./postgres.ts";

test("values are bound, equal ones once, and never in the text", () => {
  const fragment = sql`SELECT ${identifier("a")} FROM t WHERE x = ${value("'; DROP TABLE t --", "text")} OR y = ${value("'; DROP TABLE t --", "text")} OR z = ${value(1)}`;
  expect(renderPostgres(fragment)).toEqual({
    text: 'SELECT "a" FROM t WHERE x = $1::text OR y = $1::text OR z = $2',
    values: ["'; DROP TABLE t --", 1],
  });
});

test("an identifier is one token whatever is in it", async () => {
  await loadModule();
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "binary" }), (name) => {
      fc.pre(!name.includes("\0") && name.isWellFormed());
      const { text } = renderPostgres(sql`SELECT 1 FROM ${identifier(name)}`);
      const { stmts } = parseSync(text);
      expect(stmts).toMatchObject([
        { stmt: { SelectStmt: { fromClause: [{ RangeVar: { relname: name, inh: true } }] } } },
      ]);
      expect(stmts).toHaveLength(1);
    }),
  );
});

test("NUL and text that is not ours are refused", () => {
  expect(() => renderPostgres(identifier("a\0b"))).toThrow("NUL");
  expect(() => own("x; DROP" as "<", ["<"])).toThrow("is not SQL");
});
