import { expect, test } from "@jest/globals";
import { en } from "./en.ts";
import { chooseLanguage } from "./language.ts";
import { zh } from "./zh.ts";

test("both languages have the same keys of the same kind", () => {
  const kinds = (texts: object) => Object.entries(texts).map(([key, text]) => `${key}: ${typeof text}`);
  expect(kinds(zh).toSorted()).toEqual(kinds(en).toSorted());
});

test("no text is empty", () => {
  for (const text of [...Object.values(en), ...Object.values(zh)]) {
    if (typeof text === "string") expect(text.trim()).not.toBe("");
  }
});

test("Chinese is written in Chinese, but for names that stay", () => {
  const names = new Set(["SQL"]);
  for (const [key, text] of Object.entries(zh)) {
    if (typeof text !== "string" || names.has(text)) continue;
    expect(`${key}: ${/\p{Script=Han}/u.test(text)}`).toBe(`${key}: true`);
  }
});

test.each([
  ["zh", "en", ["en-GB"], "zh"],
  [null, "zh", ["en-GB"], "zh"],
  [null, null, ["zh-TW", "en"], "zh"],
  [null, null, ["de-AT", "en-GB", "zh"], "en"],
  ["fr", null, ["de"], "en"],
])("asked %p, chosen %p, browser %p gives %s", (asked, stored, browser, language) => {
  expect(chooseLanguage(asked, stored, browser)).toBe(language);
});
