import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { migrate, openStorePool } from "@mystocks/store";
import type { Steering } from "../testing/alerting-process.ts";
import { Child } from "../testing/child.ts";
import { freePort } from "../testing/free-port.ts";
import { AlertmanagerSystem } from "../testing/harness/alertmanager-system.ts";
import { until } from "../test/until.ts";

const RULES = `
groups:
  - name: away
    rules:
      - alert: Away
        expr: pushed > 0.5
        labels: { severity: critical }
`;

test("with PostgreSQL away a CRITICAL alert still reaches Alertmanager, and is in the store when it is back", async () => {
  const dir = await mkdtemp(join(tmpdir(), "store-away-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  await writeFile(join(dir, "away.yml"), RULES);
  const alertmanager = new AlertmanagerSystem({
    dir: join(dir, "alertmanager"),
    port: await freePort(),
    receiverUrl: "http://127.0.0.1:9/",
    groupBy: "alertname",
    groupIntervalSeconds: 1,
    mostAlerts: 0,
  });
  await alertmanager.start();
  let postgres = await startEmbeddedPostgres({ dataDir: join(dir, "postgres") });
  const url = postgres.url();
  await prepare(url);
  const config = {
    alertmanagerUrls: [alertmanager.url],
    rules: [join(dir, "*.yml")],
    defaultRules: false,
  };
  const gauge = JSON.stringify({ id: "one" });
  const child = new Child<Steering>(join(import.meta.dirname, "..", "testing", "alerting-process.ts"), {
    ALERTING_PROCESS: JSON.stringify({ url, config, gauges: { [gauge]: 0 } }),
  });
  try {
    await child.start();
    const { port } = postgres;
    await postgres.stop();
    child.send({ gauges: { [gauge]: 1 } });
    await until(async () => (await firing(alertmanager)).includes("Away"));
    postgres = await startEmbeddedPostgres({ dataDir: join(dir, "postgres"), port });
    await until(async () => (await ledger(url)).join() === "fired sent");
    child.send({ gauges: { [gauge]: 0 } });
    await until(async () => (await ledger(url)).join() === "fired sent,resolved sent");
    expect(await firing(alertmanager)).toEqual([]);
  } finally {
    await child.kill();
    await alertmanager.stop();
    await postgres.stop();
    await rm(dir, { recursive: true });
  }
}, 90_000);

async function prepare(url: string): Promise<void> {
  const pool = openStorePool({ url, max: 2, applicationName: "store-away" }, () => {});
  await migrate(pool);
  await pool.end();
}

async function ledger(url: string): Promise<string[]> {
  const pool = openStorePool({ url, max: 1, applicationName: "store-away" }, () => {});
  try {
    const { rows } = await pool.query<{ told: string }>(
      `SELECT kind || ' ' || state AS told FROM alerting.notification JOIN alerting.transition USING (shard, sequence)
       WHERE receiver = 'alertmanager' ORDER BY notification_id`,
    );
    return rows.map(({ told }) => told);
  } finally {
    await pool.end();
  }
}

async function firing({ url }: AlertmanagerSystem): Promise<string[]> {
  const response = await fetch(`${url}/api/v2/alerts`);
  const alerts = (await response.json()) as { labels: Record<string, string> }[];
  return alerts.map(({ labels }) => labels["alertname"]!);
}
