import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { ByteCache } from "./byte-cache.ts";
import { KeyTree } from "./key-tree.ts";

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

test("a value is only ever found by exactly its bytes", () => {
  const key = fc.uint8Array({ maxLength: 12, max: 2 });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
      const cache = new ByteCache<string>({ slots: 4, longestKey: 64 });
      for (const bytes of keys) {
        const padded = Uint8Array.of(9, ...bytes, 9);
        cache.set(viewOf(padded), 1, padded.length - 1, bytes.join());
        expect(cache.get(viewOf(bytes), 0, bytes.length)).toBe(bytes.join());
      }
      for (const bytes of keys) {
        expect([undefined, bytes.join()]).toContain(cache.get(viewOf(bytes), 0, bytes.length));
      }
    }),
  );
});

test("keys that differ anywhere in a long text stay apart", () => {
  const cache = new ByteCache<number>({ slots: 1024, longestKey: 4096 });
  const text = (at: number) => Uint8Array.from({ length: 201 }, (_, i) => (i === at ? 66 : 65));
  for (let at = 0; at < 200; at++) cache.set(viewOf(text(at)), 0, 201, at);
  const found = Array.from({ length: 200 }, (_, at) => cache.get(viewOf(text(at)), 0, 201));
  expect(found.filter((value, at) => value === at).length).toBeGreaterThan(190);
});

test("a key that is too long is not kept", () => {
  const cache = new ByteCache<string>({ slots: 4, longestKey: 3 });
  const bytes = Uint8Array.of(1, 2, 3, 4);
  cache.set(viewOf(bytes), 0, 4, "x");
  expect(cache.get(viewOf(bytes), 0, 4)).toBeUndefined();
});

test("a key tree finds by all seven parts and starts anew when full", () => {
  const tree = new KeyTree<number>(2);
  tree.set(["a", "", "", "", "", "", "1"], 1);
  tree.set(["a", "", "", "", "", "", "2"], 2);
  expect(tree.get("a", "", "", "", "", "", "1")).toBe(1);
  expect(tree.get("a", "", "", "", "", "x", "1")).toBeUndefined();
  tree.set(["b", "", "", "", "", "", "3"], 3);
  expect(tree.get("a", "", "", "", "", "", "1")).toBeUndefined();
  expect(tree.get("b", "", "", "", "", "", "3")).toBe(3);
});
