import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { decodeAlert, encodeAlert } from "./alert.ts";
import { MalformedEvent } from "./cloud-event.ts";

const example = await readFile(join(import.meta.dirname, "examples", "alert.json"), "utf8");

test("the example is an alert event, and encoding it again gives the same event", () => {
  const { key, id, value } = encodeAlert(decodeAlert(example));
  expect(key).toBe("alerting/2");
  expect(id).toBe("alerting/2/17");
  expect(JSON.parse(value)).toEqual(JSON.parse(example));
});

test.each([
  ["a condition that is none", example.replace('"firing"', '"burning"'), /condition/],
  ["no sequence", example.replace('"sequence": 17,', ""), /data\.sequence/],
])("%s is refused by the name of what is wrong", (_, text, reason) => {
  expect(() => decodeAlert(text)).toThrow(MalformedEvent);
  expect(() => decodeAlert(text)).toThrow(reason);
});
