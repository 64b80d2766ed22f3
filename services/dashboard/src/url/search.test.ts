import { expect, test } from "@jest/globals";
import { operationsSearch, requestsSearch, sharedSearch, slowSearch } from "./pages.ts";
import { readSearch, writeSearch } from "./search.ts";

test("a span id of digits stays text", () => {
  const search = { span: "1234567890123456", fold: "00e1" };
  expect(readSearch(writeSearch(search))).toEqual(search);
});

test("what has no value is not in the address", () => {
  expect(writeSearch({ service: undefined, search: "", sort: "p95" })).toBe("?sort=p95");
  expect(writeSearch({})).toBe("");
});

test("what a page does not know is dropped, wrong values too", () => {
  expect(operationsSearch({ sort: "colour", kind: "tracked", other: "1" })).toEqual({ kind: "tracked" });
  expect(slowSearch({ failed: "maybe", order: "slowest" })).toEqual({ order: "slowest" });
  expect(requestsSearch({ status: "5xx", route: "/a" })).toEqual({ status: "5xx", route: "/a" });
  expect(sharedSearch({ tz: "mars", lang: "zh", theme: "dark" })).toEqual({ lang: "zh", theme: "dark" });
});
