import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { AlertmanagerSystem } from "./alertmanager-system.ts";
import type { AnsweringReceiver } from "./answering-receiver.ts";
import type { MonitorSystem } from "./monitor-system.ts";
import type { Result } from "./scenarios.ts";

/** The static label makes the alerts of all series equal, so the rule errors as soon as a second one breaches. */
export const EQUAL_LABELS_RULE = `
      - alert: Equal
        expr: pushed{scenario="error"} > 0.5
        labels: { id: "all", severity: critical }`;

const PROMETHEUS = "/usr/bin/prometheus";
const FIRST_MS = 20_000;
/** Prometheus' alert runs out 20 s after the last time it was sent. */
const THEN_MS = 27_000;

/** Prometheus on a rule that begins to fail while the outage grows. */
export async function prometheusRuleError(
  { url }: AlertmanagerSystem,
  receiver: AnsweringReceiver,
  { dir, port }: { dir: string; port: number },
): Promise<Result> {
  const shown = { text: 'pushed{scenario="error",id="1"} 1\n' };
  const exporter = createServer((_, response) => response.end(shown.text)).listen(0, "127.0.0.1");
  await once(exporter, "listening");
  const prometheus = await startPrometheus({
    dir,
    port,
    target: `127.0.0.1:${(exporter.address() as AddressInfo).port}`,
    alertmanager: new URL(url).host,
  });
  try {
    await pause(FIRST_MS);
    shown.text += 'pushed{scenario="error",id="2"} 1\n';
    await pause(THEN_MS);
    return outcomeOf(receiver);
  } finally {
    prometheus.kill("SIGKILL");
    exporter.close().closeAllConnections();
  }
}

/** The same rule and the same growing outage on ours. */
export async function monitorRuleError(system: MonitorSystem, receiver: AnsweringReceiver): Promise<Result> {
  system.set({ id: "1" }, 1);
  await pause(FIRST_MS);
  system.set({ id: "2" }, 1);
  await pause(THEN_MS);
  return outcomeOf(receiver);
}

function outcomeOf({ heard }: AnsweringReceiver): Result {
  const told = heard.filter(({ id }) => id === "all");
  const isFired = told.some(({ status }) => status === "firing");
  const isOver = told.some(({ status }) => status === "resolved");
  const outcome = isOver ? "told as resolved while both breach" : isFired ? "goes on firing" : "never fired";
  return { outcome, isRight: isFired && !isOver };
}

async function startPrometheus({
  dir,
  port,
  target,
  alertmanager,
}: {
  dir: string;
  port: number;
  target: string;
  alertmanager: string;
}): Promise<ChildProcess> {
  const rules = join(dir, "rules.yml");
  await writeFile(rules, `groups:\n  - name: error\n    rules:${EQUAL_LABELS_RULE}\n`);
  const config = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [{ job_name: "exporter", honor_labels: true, static_configs: [{ targets: [target] }] }],
  };
  const file = join(dir, "prometheus.yml");
  await writeFile(file, JSON.stringify(config));
  return spawn(
    PROMETHEUS,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(dir, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--rules.alert.resend-delay=5s",
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
}
