import { expect, test } from "@jest/globals";
import { array, assert, integer, property, string, tuple } from "fast-check";
import { cursorOf, positionOf } from "./alert-position.ts";

const cursors = array(tuple(integer({ min: 1, max: 999 }), integer({ min: 1, max: 2 ** 40 })), {
  maxLength: 5,
});

test("a position leads back to where it was taken", () => {
  assert(
    property(cursors, (entries) => {
      const cursor = new Map(entries);
      expect(cursorOf("store-1", positionOf("store-1", cursor))).toEqual(cursor);
    }),
  );
});

test("with one recorder the epoch stays and the sequence is the alert's number", () => {
  expect(positionOf("store", new Map([[3, 70_000]]))).toEqual({ epoch: "store.3", sequence: 70_000 });
  expect(positionOf("store", new Map([[3, 70_001]]))).toEqual({ epoch: "store.3", sequence: 70_001 });
});

test("whatever is sent as a position is a cursor or none, and never an error", () => {
  assert(
    property(string(), integer({ min: 0 }), (text, sequence) => {
      cursorOf("store", { epoch: text, sequence });
      cursorOf("store", { epoch: `store.${text}`, sequence });
    }),
  );
});

test.each(["other.1", "store.x", "store.1.2", "store.1.2=x", "store.1.2=50", "", "store"])(
  "%j is no epoch of this store for that sequence",
  (epoch) => expect(cursorOf("store", { epoch, sequence: 50 })).toBeUndefined(),
);
