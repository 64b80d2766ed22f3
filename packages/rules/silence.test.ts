import { expect, test } from "@jest/globals";
import { mutesEverything, mutesRules, mutingSilence, parseRuleFile, silenceMatcher } from "./index.ts";
import type { AlertingRule } from "./index.ts";

const matcher = (name: string, value: string, isRegex = false, isEqual = true) =>
  silenceMatcher({ name, value, isRegex, isEqual });
const alert = { labels: { alertname: "A", host: "db1", severity: "page" } };
const silence = (...matchers: ReturnType<typeof matcher>[]) => ({
  id: "s",
  matchers,
  startsMs: 10,
  endsMs: 20,
});

test.each([
  ["all equal", [matcher("alertname", "A"), matcher("host", "db1")], true],
  ["one differs", [matcher("alertname", "A"), matcher("host", "db2")], false],
  ["a whole regular expression", [matcher("host", "db[0-9]", true)], true],
  ["a part of the value only", [matcher("host", "db", true)], false],
  ["unequal", [matcher("host", "db2", false, false)], true],
  ["a label that is not there", [matcher("zone", "x", false, false)], true],
  ["asked to be empty", [matcher("zone", "")], true],
])("%s", (_, matchers, isMuted) => {
  expect(mutingSilence(alert, [silence(...matchers)], 15)?.id).toBe(isMuted ? "s" : undefined);
});

test("a silence holds from its start up to its end", () => {
  const one = silence(matcher("alertname", "A"));
  expect([9, 10, 19, 20].map((atMs) => mutingSilence(alert, [one], atMs)?.id)).toEqual([
    undefined,
    "s",
    "s",
    undefined,
  ]);
});

test("a silence that asks for nothing mutes everything", () => {
  expect(mutesEverything({ matchers: [] })).toBe(true);
  expect(mutesEverything({ matchers: [matcher("zone", ".*", true), matcher("host", ".+", true)] })).toBe(
    true,
  );
  expect(mutesEverything({ matchers: [matcher("zone", "x", false, false)] })).toBe(true);
  expect(mutesEverything({ matchers: [matcher("alertname", "", false, false)] })).toBe(true);
  expect(mutesEverything({ matchers: [matcher("alertname", "(?:.*)|x", true)] })).toBe(true);
  expect(mutesEverything({ matchers: [matcher("alertname", "[^0]+|0", true)] })).toBe(true);
  expect(mutesEverything({ matchers: [matcher("alertname", "[A-Z].*", true)] })).toBe(false);
  expect(mutesEverything({ matchers: [matcher("zone", ".*", true), matcher("alertname", "A")] })).toBe(false);
});

test("a silence mutes all of some rules when each one's constant labels are enough", () => {
  const { groups } = parseRuleFile(
    "r.yml",
    `groups: [{name: g, rules: [{alert: A, expr: m, labels: {severity: page, host: "{{ $labels.host }}"}}, {alert: B, expr: m, labels: {severity: ticket}}]}]`,
  );
  const rules = groups[0]!.rules as readonly AlertingRule[];
  const mutes = (...matchers: ReturnType<typeof matcher>[]) => mutesRules({ matchers }, rules);
  expect(mutes(matcher("severity", "page|ticket", true))).toBe(true);
  expect(mutes(matcher("severity", "page|ticket", true), matcher("host", "db1"))).toBe(false);
  expect(mutes(matcher("severity", "page"))).toBe(false);
  expect(mutes(matcher("alertname", "[A-Z]", true))).toBe(true);
});
