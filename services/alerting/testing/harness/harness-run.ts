import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { freePort } from "../free-port.ts";
import { AlertmanagerSystem } from "./alertmanager-system.ts";
import { startAnsweringReceiver, type AnsweringReceiver } from "./answering-receiver.ts";
import { clusterRun } from "./cluster-run.ts";
import { harnessDatabase, type Place } from "./harness-database.ts";
import { MonitorSystem } from "./monitor-system.ts";
import { EQUAL_LABELS_RULE, monitorRuleError, prometheusRuleError } from "./rule-error.ts";
import { HARNESS, lyingPayload, type HarnessRow, type HarnessScenario, type Result } from "./scenarios.ts";

export interface HarnessOptions {
  /** In each scenario. */
  alerts: number;
  /** Also what two of each do, which takes two minutes more. */
  withClusters?: boolean;
  say: (line: string) => void;
}

const RULES = `
groups:
  - name: harness
    rules:
      - alert: Harness
        expr: pushed{scenario!="error"} > 0.5
        labels: { severity: critical }
        annotations: { summary: "{{ $labels.id }}", mystocks_flap: "off" }${EQUAL_LABELS_RULE}
`;
const USUAL = { groupBy: "id", groupIntervalSeconds: 5, mostAlerts: 0 };
const GROUPED = { groupBy: "alertname", groupIntervalSeconds: 3, mostAlerts: 1 };

/** Every scenario on Alertmanager and on ours, at the same time. */
export async function harnessRun({
  alerts,
  withClusters = false,
  say,
}: HarnessOptions): Promise<HarnessRow[]> {
  const dir = await mkdtemp(join(tmpdir(), "alerting-harness-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  await writeFile(join(dir, "harness.yml"), RULES);
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, "postgres") });
  try {
    const ids = Array.from({ length: alerts }, (_, at) => `${at}`);
    const stage = { dir, postgres };
    const [theirs, ours, theirError, ourError] = await Promise.all([
      inTurn((scenario, run, grouped) => onAlertmanager(stage, scenario, grouped, run), ids, say),
      inTurn(
        (scenario, run, grouped) => onMonitor(stage, scenario, grouped, run),
        ids,
        () => {},
      ),
      errorOnPrometheus(stage),
      onMonitor(stage, "error", USUAL, ({ system, receiver }) => monitorRuleError(system, receiver)),
    ]);
    const rows = Object.entries(SCENARIOS).map(([scenario, { what }]) => ({
      scenario,
      what,
      alertmanager: theirs.get(scenario)!,
      monitor: ours.get(scenario)!,
    }));
    const what = "a rule fails while the outage grows";
    const error = { scenario: "error", what, alertmanager: theirError, monitor: ourError };
    return [...rows, error, ...(withClusters ? await clusterRun(stage, ids) : [])];
  } finally {
    await postgres.stop();
    await rm(dir, { recursive: true, force: true }).catch(() => {});
  }
}

const SCENARIOS: Record<string, HarnessScenario & { grouped?: typeof USUAL }> = {
  ...HARNESS,
  lying: {
    what: "all but one of a group end, a message holds one",
    run: (stage, ids) => lyingPayload(stage, ids),
    grouped: GROUPED,
  },
};

type Run<System> = (stage: { system: System; receiver: AnsweringReceiver }) => Promise<Result>;
type AnySystem = AlertmanagerSystem | MonitorSystem;

async function inTurn(
  on: (scenario: string, run: Run<AnySystem>, grouped: typeof USUAL) => Promise<Result>,
  ids: readonly string[],
  say: (line: string) => void,
): Promise<Map<string, Result>> {
  const results = new Map<string, Result>();
  for (const [scenario, known] of Object.entries(SCENARIOS)) {
    say(`${scenario}: ${known.what}`);
    results.set(scenario, await on(scenario, (stage) => known.run(stage, ids), known.grouped ?? USUAL));
  }
  return results;
}

async function onAlertmanager(
  { dir }: Place,
  scenario: string,
  grouped: typeof USUAL,
  run: Run<AlertmanagerSystem>,
): Promise<Result> {
  const receiver = await startAnsweringReceiver();
  const options = { ...grouped, dir: join(dir, `am-${scenario}`), port: await freePort() };
  const system = new AlertmanagerSystem({ ...options, receiverUrl: receiver.url });
  try {
    await system.start();
    return await run({ system, receiver });
  } finally {
    await system.stop();
    receiver.close();
  }
}

async function onMonitor(
  place: Place,
  scenario: string,
  { groupBy }: typeof USUAL,
  run: Run<MonitorSystem>,
): Promise<Result> {
  const receiver = await startAnsweringReceiver();
  const url = await harnessDatabase(place, scenario);
  const system = new MonitorSystem(url, scenario, {
    receivers: [
      { name: "harness", webhook: receiver.url, groupBy: [groupBy], fallback: "stand-in" },
      { name: "stand-in", webhook: receiver.url, groupBy: [groupBy], labels: { nobody: "yes" } },
    ],
    rules: [join(place.dir, "harness.yml")],
    defaultRules: false,
  });
  try {
    await system.start();
    return await run({ system, receiver });
  } finally {
    await system.stop();
    receiver.close();
  }
}

async function errorOnPrometheus(place: Place): Promise<Result> {
  const dir = join(place.dir, "prometheus");
  await mkdir(dir);
  const grouped = { ...USUAL, groupIntervalSeconds: 1 };
  return onAlertmanager(place, "error", grouped, async ({ system, receiver }) =>
    prometheusRuleError(system, receiver, { dir, port: await freePort() }),
  );
}

/** The rows as text, one a line. */
export function tableOf(rows: readonly HarnessRow[]): string {
  const mark = ({ isRight, outcome }: Result) => `${isRight ? "right" : "WRONG"}: ${outcome}`;
  return rows
    .map(
      ({ scenario, what, alertmanager, monitor }) =>
        `${scenario.padEnd(9)}${what.padEnd(58)}${mark(alertmanager).padEnd(48)}${mark(monitor)}`,
    )
    .join("\n");
}
