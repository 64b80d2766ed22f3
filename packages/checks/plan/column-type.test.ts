import { expect, test } from "@jest/globals";
import { boundType, canonicalType, holds } from "./column-type.ts";

test.each([
  ["VARCHAR(16)", "character varying(16)"],
  ["numeric (12, 3)", "numeric(12,3)"],
  ["decimal(12,3)", "numeric(12,3)"],
  ["float8", "double precision"],
  ["timestamptz", "timestamp with time zone"],
  ["timestamp without time zone", "timestamp without time zone"],
  ["Int8", "bigint"],
])("%s is PostgreSQL's %s", (text, canonical) => {
  expect(canonicalType(text)).toBe(canonical);
});

test.each([
  ["number", "numeric(12,3)", true],
  ["number", "bigint", true],
  ["integer", "double precision", false],
  ["timestamp", "timestamp without time zone", true],
  ["timestamp", "date", false],
  ["string", "character varying(16)", true],
  ["string", "bigint", false],
  ["other", "jsonb", true],
] as const)("a %s in a column of %s: %s", (logical, type, fits) => {
  expect(holds(logical, type)).toBe(fits);
});

test("a value is bound as the column's own kind of number", () => {
  expect(["smallint", "numeric(20,2)", "real", "text", "uuid"].map(boundType)).toEqual([
    "bigint",
    "numeric",
    "float8",
    "text",
    "text",
  ]);
});
