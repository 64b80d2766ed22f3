import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Alert, AlertDetail, AlertList } from "@mystocks/alerting";
import type { DatasetDetail, DatasetList } from "@mystocks/quality";
import { eventually } from "@mystocks/runtime/testing";
import {
  openDataDir,
  runMonitorCommand,
  startMonitorProcess,
  type MonitorProcess,
} from "../testing/monitor-process.ts";

const TIMEOUT_MS = 180_000;
/** From the start of the run that found it to the alert: 2 to 5 s are usual, the rest is for a busy machine. */
const TOLD_WITHIN_MS = 30_000;
/** Ticks are late after a minute. */
const LATE_MS = 90_000;

let data: Awaited<ReturnType<typeof openDataDir>>;
let monitor: MonitorProcess;

beforeAll(async () => {
  data = await openDataDir();
  monitor = await startMonitorProcess(data.path);
  await eventually(
    // Quality starts once the sample's tables are filled, and says so until then.
    () => monitor.api<DatasetList>("/datasets").catch(() => ({ items: [] })),
    ({ items }) => items.length >= 9 && items.every(({ judgedAt }) => judgedAt !== null),
    60_000,
  );
}, TIMEOUT_MS);

afterAll(async () => {
  await monitor.end("SIGTERM");
  await data.remove();
}, TIMEOUT_MS);

const alertsOf = async (dataset: string): Promise<Alert[]> => {
  const { items } = await monitor.api<AlertList>("/alerts?condition=firing&limit=200");
  return items.filter(({ labels }) => labels["dataset"] === dataset);
};

const judge = (dataset: string) =>
  fetch(`${monitor.baseUrl}/api/v1/datasets/${dataset}/runs`, {
    method: "POST",
    headers: { authorization: `Bearer ${monitor.token}`, "content-type": "application/json" },
    body: JSON.stringify({ why: "a test looks" }),
  });

/** What fails or can't be judged, with its reason. */
async function broken(): Promise<string[]> {
  const { items } = await monitor.api<DatasetList>("/datasets");
  const details = await Promise.all(
    items.map(({ dataset }) => monitor.api<DatasetDetail>(`/datasets/${dataset}`)),
  );
  return details.flatMap(({ dataset, checks }) =>
    checks
      .filter(({ verdict }) => verdict === "fail" || verdict === "error")
      .map(({ check, why }) => `${dataset} ${check}: ${why.en}`),
  );
}

test(
  "a healthy sample passes its contracts: no check fails, none can't be judged",
  async () => {
    // The first judgement may have seen a table that was being filled; the load is judged again within seconds.
    expect(await eventually(broken, (checks) => checks.length === 0, 60_000)).toEqual([]);
  },
  TIMEOUT_MS,
);

test.each([
  ["bad-rows", "daily_kline", "DataInvalid", "ohlc"],
  ["duplicates", "daily_kline", "DataDuplicated", "duplicateValues"],
  ["late-data", "tick_data", "DataLate", "fresh"],
])(
  "%s: a run finds it, and soon after it an alert has the very rows",
  async (fault, dataset, rule, check) => {
    expect(await runMonitorCommand(data.path, ["demo", "break", fault])).toMatchObject({ code: 0 });
    const failing = await eventually(
      async () => {
        await judge(dataset);
        const { checks } = await monitor.api<DatasetDetail>(`/datasets/${dataset}`);
        return checks.find((one) => one.check.startsWith(check) && one.verdict === "fail");
      },
      (found) => found !== undefined,
      LATE_MS,
    );
    const alert = await eventually(
      async () =>
        (await alertsOf(dataset)).find((one) => one.rule === rule && one.labels["check"] === failing!.check),
      (found) => found !== undefined,
    );
    expect(Date.parse(alert!.firedAt!) - Date.parse(failing!.since!)).toBeLessThan(TOLD_WITHIN_MS);
    const { evidence } = await eventually(
      () => monitor.api<AlertDetail>(`/alerts/${alert!.id}`),
      (detail) => detail.evidence.rows.length > 0,
    );
    const { rows } = await monitor.api<{ rows: { row: Record<string, string> }[] }>(
      `/datasets/${dataset}/checks/${encodeURIComponent(failing!.check)}/rows`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const known = new Set(rows.map(({ row }) => row["symbol"]));
    for (const row of evidence.rows) expect(known).toContain(row["symbol"]);
    expect(await runMonitorCommand(data.path, ["demo", "heal"])).toMatchObject({ code: 0 });
    await eventually(
      async () => {
        await judge(dataset);
        return alertsOf(dataset);
      },
      (firing) => firing.every((one) => one.rule !== rule),
    );
  },
  TIMEOUT_MS,
);
