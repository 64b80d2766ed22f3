import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Labels } from "./labels.ts";

const records = fc.dictionary(fc.string({ minLength: 1 }), fc.string());

test("equal sets are equal in any order, and only they have the same key", () => {
  fc.assert(
    fc.property(records, records, (a, b) => {
      const reversed = Object.fromEntries(Object.entries(a).toReversed());
      expect(Labels.of(a).key).toBe(Labels.of(reversed).key);
      const same = JSON.stringify(Labels.of(a).entries()) === JSON.stringify(Labels.of(b).entries());
      expect(Labels.of(a).equals(Labels.of(b))).toBe(same);
    }),
  );
});

test("a label with an empty value is the same as none", () => {
  expect(Labels.of({ a: "", b: "1" }).toRecord()).toEqual({ b: "1" });
  expect(Labels.of({ b: "1" }).with("b", "").size).toBe(0);
});

test("the set without the metric's name is the same object each time", () => {
  const labels = Labels.of({ __name__: "up", job: "api" });
  expect(labels.nameless).toBe(labels.nameless);
  expect(labels.nameless.toString()).toBe('{job="api"}');
  expect(labels.toString()).toBe('up{job="api"}');
  expect(Labels.of({ __name__: "up" }).toString()).toBe("up");
});
