import { globSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { RulePreviewView } from "@mystocks/alerting";
import { checkRules, formatCheckReport, formatTestReport, RuleFileError, testRules } from "@mystocks/rules";
import { loadConfig, MonitorError, type Problem } from "@mystocks/runtime";
import { readRunning } from "../embedded/running.ts";

/** Checks rule files, runs their unit tests, or shows when they would have fired. Exit code 1: something is wrong. */
export async function runRules(args: readonly string[]): Promise<number> {
  const { action, files, last } = readRequest(args);
  if (action === "check") return check(files);
  if (action === "test") return test(files);
  return preview(files, last);
}

function check(files: readonly string[]): number {
  const report = checkRules(files.map((file) => ({ file, text: read(file) })));
  console.log(formatCheckReport(report));
  return report.isValid ? 0 : 1;
}

function test(files: readonly string[]): number {
  let isAllOk = true;
  for (const file of files) {
    try {
      const report = testRules(file, read(file), {
        ruleFiles: (patterns) =>
          patterns.flatMap((pattern) =>
            matching(dirname(file), pattern).map((path) => ({ file: path, text: read(path) })),
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

async function preview(files: readonly string[], last: string): Promise<number> {
  const { url, token } = await findMonitor();
  for (const file of files) {
    const answer = await fetch(`${url}/api/v1/rules/preview`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: basename(file), content: read(file), last }),
    });
    if (!answer.ok) throw refusal((await answer.json()) as Problem);
    console.log(previewText(file, (await answer.json()) as RulePreviewView));
  }
  return 0;
}

function previewText(file: string, { from, to, stepSeconds, rules }: RulePreviewView): string {
  const lines = rules.map((one) => {
    const theirs =
      one.prometheusFirings === one.firings ? "" : `; Prometheus: ${one.prometheusFirings} times`;
    const muted = one.muted === 0 ? "" : ` (${one.muted} under a silence)`;
    const told = `fired ${one.firings} times${muted}, ${one.firingSeconds} s in all, ${one.notifications} notifications${theirs}`;
    const woken = one.receivers.map(({ receiver, firings }) => `    wakes ${receiver} ${firings} times`);
    return [
      `  ${one.group} ${one.rule}: ${told}`,
      ...woken,
      ...one.faults.map((fault) => `    ${fault}`),
    ].join("\n");
  });
  return [`${file}, ${from} to ${to}, every ${stepSeconds} s:`, ...lines].join("\n");
}

async function findMonitor(): Promise<{ url: string; token: string }> {
  const { dataDir } = await loadConfig(undefined, process.env);
  const running = await readRunning(dataDir);
  if (running === undefined)
    throw new MonitorError("NOT_RUNNING", "No Monitor runs here, and a preview needs its series.", {
      remedy: "Start it with npm start, with MYSTOCKS_DATA_DIR as it is here.",
    });
  const { origin, searchParams } = new URL(running.dashboardUrl);
  return { url: origin, token: searchParams.get("token") ?? "" };
}

function refusal({ code, detail, remedy, field }: Problem): MonitorError {
  return new MonitorError(code, detail, { remedy, field });
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new MonitorError("USAGE", `${file} can't be read.`, {
      cause,
      remedy: "Name a rule file that is there.",
    });
  }
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
