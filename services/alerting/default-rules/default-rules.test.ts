import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { checkRules, formatCheckReport, formatTestReport, parseRuleFile, testRules } from "@mystocks/rules";
import { sectionOf } from "../http/runbook.ts";

const FOLDER = import.meta.dirname;
const DOCS = join(FOLDER, "..", "..", "..", "docs");
const read = (file: string) => readFileSync(join(FOLDER, file), "utf8");
const files = (pattern: string) => globSync(pattern, { cwd: FOLDER }).sort();
const TEST_FILES = files("*.test.yml");
const RULE_FILES = files("*.yml").filter((file) => !TEST_FILES.includes(file));
const GROUPS = RULE_FILES.flatMap((file) => parseRuleFile(file, read(file)).groups);
const ALERTS = GROUPS.flatMap(({ rules }) => rules.filter((rule) => rule.kind === "alert"));
const NAMES = [...new Set(ALERTS.map(({ name }) => name))];
const SEVERITIES = ["critical", "warning", "info"];
const TYPES = ["SLOW_QUERY", "DATA_QUALITY", "SYSTEM_ERROR", "CONNECTION_FAILURE", "HEARTBEAT"];
const MYSTOCKS = [
  "HighAPIResponseTime",
  "CriticalAPIResponseTime",
  "HighAPIErrorRate",
  "DatabaseConnectionPoolExhausted",
  "SlowDatabaseQueries",
  "LowCacheHitRate",
  "DataSourceUnavailable",
  "MarketDataProcessingBlocked",
  "ComponentUnhealthy",
  "BackendDown",
];
const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

test("there is nothing to say against them, and MyStocks' names are among them", () => {
  const report = checkRules(RULE_FILES.map((file) => ({ file, text: read(file) })));
  expect({ isValid: report.isValid, text: formatCheckReport(report) }).toEqual({
    isValid: true,
    text: expect.stringMatching(/^ok: /),
  });
  expect(NAMES).toEqual(expect.arrayContaining(MYSTOCKS));
});

describe.each(NAMES)("%s", (name) => {
  const rules = ALERTS.filter((rule) => rule.name === name);

  test("says how bad it is, of which kind, and what it is in both languages", () => {
    for (const { labels, annotations, severity } of rules) {
      expect(SEVERITIES).toContain(severity);
      expect(TYPES).toContain(labels.get("type")?.text);
      for (const annotation of ["summary", "description", "summary_zh", "description_zh"])
        expect(annotations.get(annotation)?.text).toMatch(/\S/);
      expect(annotations.get("summary_zh")?.text).toMatch(/[\u4e00-\u9fff]/);
      expect(annotations.get("runbook_url")?.text).toBe(`{{ $externalURL }}/runbooks/${name}`);
    }
  });

  test.each(["alert-rules.md", "alert-rules.zh-CN.md"])(
    "has its section with three looks and queries in %s",
    (file) => {
      const section = sectionOf(readFileSync(join(DOCS, file), "utf8"), name) ?? "";
      expect(section.match(/^\d\. /gm)).toHaveLength(3);
      expect(section).toContain("```promql\n");
    },
  );

  test("is tested firing and not firing", () => {
    const tests = TEST_FILES.map(read).join("\n");
    const of = [...tests.matchAll(new RegExp(`alertname: ${name}\\n(\\s+exp_alerts:)?`, "g"))];
    expect(of.some(([, expected]) => expected !== undefined)).toBe(true);
    expect(name === "CalendarEnds" || of.some(([, expected]) => expected === undefined)).toBe(true);
  });
});

test.each(TEST_FILES)("%s passes here", (file) => {
  const report = testRules(file, read(file), {
    ruleFiles: (patterns) =>
      patterns.flatMap((pattern) => files(pattern).map((path) => ({ file: path, text: read(path) }))),
  });
  expect(report.tests).toBeGreaterThan(0);
  expect(formatTestReport(report)).toMatch(/: ok, /);
});

(hasPromtool ? test : test.skip).each(RULE_FILES)("promtool takes %s", (file) => {
  expect(promtool("check", "rules", "--lint-fatal", file)).toEqual({
    status: 0,
    out: expect.stringContaining("SUCCESS"),
  });
});

(hasPromtool ? test : test.skip).each(TEST_FILES)("promtool: %s passes", (file) => {
  expect(promtool("test", "rules", file)).toEqual({ status: 0, out: expect.not.stringContaining("FAILED") });
});

function promtool(...args: string[]): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: FOLDER, encoding: "utf8" });
  return { status, out: stdout + stderr };
}
