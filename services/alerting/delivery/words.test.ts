import { expect, test } from "@jest/globals";
import { toldFixture } from "../test/told-fixture.ts";
import { summaryOf } from "./words.ts";

const alert = toldFixture().alerts[0]!.alert;
const inTwoLanguages = { ...alert, annotations: { summary: "too slow", summary_zh: "太慢" } };

test.each([
  ["zh-CN", inTwoLanguages, "太慢"],
  ["en", inTwoLanguages, "too slow"],
  ["zh-CN", { ...alert, annotations: { summary: "too slow" } }, "too slow"],
  ["zh-CN", { ...alert, annotations: {} }, "SlowDatabaseQueries"],
] as const)("%s: the summary is in the reader's language where the rule has it", (language, of, expected) => {
  expect(summaryOf(of, language)).toBe(expected);
});
