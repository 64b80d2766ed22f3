import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Client } from "pg";

const MAIN = fileURLToPath(import.meta.resolve("@mystocks/market-data"));
export const CONTRACTS = join(dirname(MAIN), "contracts");

/** Filled last, by the load that begins once the service is ready. */
const FILLED_LAST = [
  "minute_kline",
  "tick_data",
  "technical_indicators",
  "trade_signals",
  "data_source_status",
];
const FILLED_WITHIN_MS = 120_000;

/** Lets the sample service fill the database, and ends it, so that all see the same rows. */
export async function fillSample(client: Client, databaseUrl: string): Promise<void> {
  const child = fork(MAIN, {
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      OTEL_SDK_DISABLED: "true",
      MARKET_DATA_DATABASE_URL: databaseUrl,
      MARKET_DATA_PORT: "0",
    },
  });
  try {
    await Promise.race([once(child, "message"), endedEarly(child)]);
    const until = Date.now() + FILLED_WITHIN_MS;
    while (await hasEmpty(client)) {
      if (Date.now() > until) throw new Error("the sample has not filled its tables");
      await delay(500);
    }
  } finally {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  }
  await client.query("VACUUM ANALYZE");
}

async function hasEmpty(client: Client): Promise<boolean> {
  for (const table of FILLED_LAST)
    if ((await client.query(`SELECT FROM ${table} LIMIT 1`)).rowCount === 0) return true;
  return false;
}

async function endedEarly(child: ChildProcess): Promise<never> {
  const [code] = (await once(child, "exit")) as [number];
  throw new Error(`the sample ended with ${code}`);
}
