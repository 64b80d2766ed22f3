import { expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { withoutQueryValues } from "./query-string.ts";

const secret = fc.stringMatching(/^SECRET[a-z]{3,8}$/);

test("no value of a query string is left, every name is", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), secret)), (pairs) => {
      const query = pairs.map(([name, value]) => `${name}=${value}`).join("&");
      const names = pairs.map(([name]) => `${name}=`).join("&");
      expect(withoutQueryValues("url.query", query)).toBe(names);
      expect(withoutQueryValues("url.full", `http://h/p?${query}#f`)).toBe(`http://h/p?${names}`);
    }),
  );
});

test("an address without a query string stays as it is", () => {
  expect(withoutQueryValues("url.full", "http://h/p")).toBe("http://h/p");
});
