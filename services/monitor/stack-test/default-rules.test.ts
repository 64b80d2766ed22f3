import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { AlertList } from "@mystocks/alerting";
import { parseRuleFile } from "@mystocks/rules";
import { eventually } from "@mystocks/runtime/testing";
import {
  openDataDir,
  runMonitorCommand,
  startMonitorProcess,
  type MonitorProcess,
} from "../testing/monitor-process.ts";

const TIMEOUT_MS = 420_000;
/** Long enough for every `for` of the rules and for two rounds of the sample's own checks. */
const QUIET_MS = 150_000;
const NOTICED_MS = 60_000;

const RULE_FILES = join(import.meta.dirname, "../../alerting/default-rules/*.yml");
/** A Collector; a first error, dead letter, receiver, failed request or full quota; a session; hours or days of history. */
const NEEDS_MORE =
  /^(otelcol_|session:|service:mystocks_http_errors:)|_(connection_errors|dead_letters|dead_messages|over_quota_spans)_total$/;

let data: Awaited<ReturnType<typeof openDataDir>>;
let monitor: MonitorProcess;
beforeAll(async () => {
  data = await openDataDir();
  monitor = await startMonitorProcess(data.path);
}, TIMEOUT_MS);
afterAll(async () => {
  await monitor.end("SIGTERM");
  await data.remove();
}, TIMEOUT_MS);

test(
  "a sample that is well fires nothing but the heartbeat",
  async () => {
    await eventually(firing, (names) => names.includes("Heartbeat INFO"), NOTICED_MS);
    const until = Date.now() + QUIET_MS;
    const seen = new Set<string>();
    while (Date.now() < until) {
      for (const name of await firing()) seen.add(name);
      await delay(1000);
    }
    // A calendar that ends is no trouble of the sample's, and depends on the day of the test.
    expect([...seen].filter((name) => !name.startsWith("CalendarEnds"))).toEqual(["Heartbeat INFO"]);
  },
  TIMEOUT_MS,
);

test("every metric that the rules read is there, but for those that need an event or a part that does not run", async () => {
  const answer = await fetch(`${monitor.baseUrl}/prometheus/api/v1/label/__name__/values`, {
    headers: { authorization: `Bearer ${monitor.token}` },
  });
  const there = new Set(((await answer.json()) as { data: string[] }).data);
  const read = globSync(RULE_FILES)
    .filter((file) => !file.includes(".test."))
    .flatMap((file) => parseRuleFile(file, readFileSync(file, "utf8")).groups)
    .flatMap(({ rules }) =>
      rules.flatMap(({ selectors }) => selectors.map(({ metricName }) => metricName ?? "")),
    );
  const missing = new Set(read.filter((name) => !there.has(name) && !NEEDS_MORE.test(name)));
  expect([...missing]).toEqual([]);
});

test.each([
  ["pool-exhausted", "DatabaseConnectionPoolExhausted CRITICAL"],
  ["late-data", "DataSourceUnavailable CRITICAL"],
] as const)(
  "%s is told as %s, and ends when it is healed",
  async (fault, alert) => {
    expect(await runMonitorCommand(data.path, ["demo", "break", fault])).toMatchObject({ code: 0 });
    const brokenMs = Date.now();
    await eventually(firing, (names) => names.includes(alert), NOTICED_MS);
    console.log(`${alert} ${Date.now() - brokenMs} ms after ${fault}`);
    expect(await runMonitorCommand(data.path, ["demo", "heal"])).toMatchObject({ code: 0 });
    await eventually(firing, (names) => !names.includes(alert), NOTICED_MS);
  },
  TIMEOUT_MS,
);

test("a message's link to the runbook opens without a sign-in, in the reader's language", async () => {
  const { items } = await monitor.api<AlertList>("/alerts?limit=200");
  const url = items.find(({ rule }) => rule === "Heartbeat")?.annotations["runbook_url"] ?? "";
  expect(url).toBe(`${monitor.baseUrl}/runbooks/Heartbeat`);
  const read = async (language: string) =>
    (await fetch(url, { headers: { "accept-language": language } })).text();
  expect(await read("en")).toContain("### Heartbeat\n\nAlways fires.");
  expect(await read("zh-CN")).toContain("### Heartbeat\n\n始终触发。");
  expect((await fetch(url.replace("Heartbeat", "Nothing"))).status).toBe(404);
});

async function firing(): Promise<string[]> {
  const { items } = await monitor.api<AlertList>("/alerts?limit=200");
  return items
    .filter(({ condition }) => condition === "firing")
    .map(({ rule, level }) => `${rule} ${level}`)
    .sort();
}
