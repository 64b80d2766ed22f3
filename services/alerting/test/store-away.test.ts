import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { migrate, openStorePool } from "@mystocks/store";
import type { Steering } from "../testing/alerting-process.ts";
import { Child } from "../testing/child.ts";
import { until } from "./until.ts";

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
  const alertmanager = await startFakeAlertmanager();
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
    await until(() => alertmanager.firing("Away"));
    postgres = await startEmbeddedPostgres({ dataDir: join(dir, "postgres"), port });
    await until(async () => (await ledger(url)).join() === "fired sent");
    child.send({ gauges: { [gauge]: 0 } });
    await until(async () => (await ledger(url)).join() === "fired sent,resolved sent");
    expect(alertmanager.firing("Away")).toBe(false);
  } finally {
    await child.kill();
    alertmanager.close();
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

/** Keeps the newest state of each alert by its labels, as Alertmanager does. */
async function startFakeAlertmanager() {
  const ends = new Map<string, number>();
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      if (request.method === "POST")
        for (const { labels, endsAt } of JSON.parse(text) as {
          labels: Record<string, string>;
          endsAt: string;
        }[])
          ends.set(labels["alertname"]!, Date.parse(endsAt));
      response.end(request.method === "POST" ? "" : "[]");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    firing: (alertname: string) => (ends.get(alertname) ?? 0) > Date.now(),
    close: () => server.close().closeAllConnections(),
  };
}
