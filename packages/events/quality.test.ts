import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { MalformedEvent } from "./cloud-event.ts";
import { decodeQuality, encodeQuality } from "./quality.ts";

const example = await readFile(join(import.meta.dirname, "examples", "quality.json"), "utf8");

test("the example is a quality event, and encoding it again gives the same event", () => {
  const { key, id, value } = encodeQuality(decodeQuality(example));
  expect(key).toBe("quality/3");
  expect(id).toBe("quality/3/17");
  expect(JSON.parse(value)).toEqual(JSON.parse(example));
});

test.each([
  ["a verdict that is none", example.replace('"fail"', '"broken"'), /verdict/],
  ["no dataset", example.replace('"dataset": "daily_kline",', ""), /data\.dataset/],
])("%s is refused by the name of what is wrong", (_, text, reason) => {
  expect(() => decodeQuality(text)).toThrow(MalformedEvent);
  expect(() => decodeQuality(text)).toThrow(reason);
});
