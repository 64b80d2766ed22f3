import { basename } from "node:path";
import type { RulePreviewView } from "@mystocks/alerting";
import type { Problem } from "@mystocks/runtime";
import { loadConfig } from "@mystocks/runtime/config";
import { MonitorError } from "@mystocks/runtime/errors";
import { readRunning } from "../embedded/running.ts";
import { readRuleFile } from "./rule-file.ts";

/** Shows when rules would have fired on the series of the Monitor that runs here. */
export async function previewRules(files: readonly string[], last: string): Promise<number> {
  const { url, token } = await findMonitor();
  for (const file of files) {
    const answer = await fetch(`${url}/api/v1/rules/preview`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: basename(file), content: readRuleFile(file), last }),
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
