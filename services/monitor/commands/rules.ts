import { globSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkRules, formatCheckReport, formatTestReport, RuleFileError, testRules } from "@mystocks/rules";
import { MonitorError } from "@mystocks/runtime/errors";
import { readRuleFile } from "./rule-file.ts";

/** Checks rule files, runs their unit tests, or shows when they would have fired. Exit code 1: something is wrong. */
export async function runRules(args: readonly string[]): Promise<number> {
  const { action, files, last } = readRequest(args);
  if (action === "check") return check(files);
  if (action === "test") return test(files);
  const { previewRules } = await import("./rules-preview.ts");
  return previewRules(files, last);
}

function check(files: readonly string[]): number {
  const report = checkRules(files.map((file) => ({ file, text: readRuleFile(file) })));
  console.log(formatCheckReport(report));
  return report.isValid ? 0 : 1;
}

function test(files: readonly string[]): number {
  let isAllOk = true;
  for (const file of files) {
    try {
      const report = testRules(file, readRuleFile(file), {
        ruleFiles: (patterns) =>
          patterns.flatMap((pattern) =>
            matching(dirname(file), pattern).map((path) => ({ file: path, text: readRuleFile(path) })),
          ),
      });
      console.log(formatTestReport(report));
      isAllOk &&= report.failures.length === 0;
    } catch (error) {
      if (!(error instanceof RuleFileError)) throw error;
      console.log(error.message);
      isAllOk = false;
    }
  }
  return isAllOk ? 0 : 1;
}

/** promtool says nothing of a pattern that finds no file; here it is a mistake. */
function matching(folder: string, pattern: string): string[] {
  const found = globSync(resolve(folder, pattern)).sort();
  if (found.length > 0) return found;
  throw new MonitorError("USAGE", `rule_files: ${pattern} finds no file in ${resolve(folder)}.`, {
    remedy: "Patterns are relative to the test file.",
  });
}

const ACTIONS = ["check", "test", "preview"] as const;

function readRequest(args: readonly string[]) {
  const { values, positionals } = parse(args);
  const [given, ...files] = positionals;
  const action = ACTIONS.find((one) => one === given);
  if (action === undefined || files.length === 0) throw usage();
  return { action, files, last: values.last };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { last: { type: "string", default: "7d" } },
    });
  } catch (cause) {
    throw usage(cause);
  }
}

const usage = (cause?: unknown) =>
  new MonitorError("USAGE", 'rules takes "check FILE…", "test FILE…" or "preview FILE… [--last 7d]"', {
    cause,
  });
