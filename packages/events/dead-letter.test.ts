import { expect, test } from "@jest/globals";
import { assert, json, oneof, property, string } from "fast-check";
import { decodeDeadLetter, encodeDeadLetter } from "./dead-letter.ts";

const event = { topic: "t", partition: 0, offset: "9", id: "a/0/1", consumer: "g", reason: "no event" };

test("a letter comes back whole, key included", () => {
  const letter = { ...event, key: "a/0", payload: "{" };
  expect(decodeDeadLetter(encodeDeadLetter(letter))).toEqual({ ...letter, truncated: false });
});

test("letters without a key, from before it was kept, are still read", () => {
  expect(decodeDeadLetter(encodeDeadLetter({ ...event, payload: "{" }))).toMatchObject(event);
});

test("whatever the text, decoding gives a letter or undefined", () => {
  assert(
    property(oneof(string(), json()), (text) => {
      expect(decodeDeadLetter(text)).toBeUndefined();
    }),
  );
});
