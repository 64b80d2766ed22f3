import { expect, test } from "@jest/globals";
import { en } from "../i18n/en.ts";
import { SHORTCUTS, readKey } from "./keys.ts";

test("a pair acts on its second key", () => {
  const first = readKey("g", 0, undefined);
  expect(first.keys).toBeUndefined();
  expect(readKey("o", 500, first.pressed).keys).toBe("g o");
});

test("a pair pressed too slowly is not a pair", () => {
  const first = readKey("g", 0, undefined);
  expect(readKey("o", 5_000, first.pressed)).toEqual({});
});

test("a key that belongs to no shortcut forgets the first one", () => {
  const first = readKey("g", 0, undefined);
  expect(readKey("q", 100, first.pressed)).toEqual({});
});

test("arrows are read by their sign", () => {
  expect(readKey("ArrowLeft", 100, { key: "t", atMs: 0 }).keys).toBe("t ←");
});

test("each shortcut is explained in words that exist, and none hides another", () => {
  for (const { means } of SHORTCUTS) expect(en).toHaveProperty(means);
  const singles = SHORTCUTS.map(({ keys }) => keys as string).filter((keys) => !keys.includes(" "));
  for (const { keys } of SHORTCUTS) {
    const [first, second] = keys.split(" ");
    if (second !== undefined) expect(singles).not.toContain(first);
  }
});
