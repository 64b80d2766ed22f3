import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { z } from "zod";
import { readCursor, writeCursor } from "./cursor.ts";

const position = z.object({ id: z.int() });

test("a cursor leads back to its position, whatever the page size and the order of parameters", () => {
  const cursor = writeCursor({ id: 7 }, { service: "a", last: "1h", limit: 5, kind: undefined });
  expect(readCursor(cursor, { last: "1h", limit: 50, cursor, service: "a" }, position)).toEqual({ id: 7 });
});

test("any other text is refused by name", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      expect(() => readCursor(text, {}, position)).toThrow(expect.objectContaining({ field: "cursor" }));
    }),
  );
});

test("a cursor of another query is refused", () => {
  const cursor = writeCursor({ id: 7 }, { service: "a" });
  expect(() => readCursor(cursor, { service: "b" }, position)).toThrow("does not belong");
});
