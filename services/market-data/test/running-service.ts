import { setTimeout as delay } from "node:timers/promises";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { Pool } from "pg";
import { startMarketData, type MarketData } from "../app.ts";

export interface RunningService {
  service: MarketData;
  /** A session of the test's own in the service's database. */
  sql: Pool;
  get: (path: string) => Promise<{ status: number; body: Record<string, never> }>;
  post: RunningService["get"];
  switchOn: (fault: string) => Promise<void>;
  heal: () => Promise<void>;
  /** Stops the service and starts it again on the same database. */
  restart: (meanwhile?: () => Promise<void>) => Promise<void>;
  close: () => Promise<void>;
}

/** Faults make the load fail; the tests look at what fails, not at its log. */
const unheard = () => {};

/** A real service on a database of its own. With a rate of 0 nothing runs but what the test asks for. */
export async function runService(
  symbols: number,
  ratePerSecond: number,
  jobsToken?: string,
): Promise<RunningService> {
  const database = await openTestDatabase();
  const config = { databaseUrl: database.url, host: "127.0.0.1", port: 0, symbols, ratePerSecond, jobsToken };
  const sql = new Pool({ connectionString: database.url, max: 3 });
  sql.on("error", () => {});
  const running = {
    service: await startMarketData(config, unheard),
    sql,
    get: (path: string) => request("GET", path),
    post: (path: string) => request("POST", path),
    switchOn: async (fault: string) => {
      await request("POST", `/faults/${fault}`);
    },
    heal: async () => {
      await request("DELETE", "/faults");
    },
    restart: async (meanwhile = async () => {}) => {
      await running.service.stop();
      await meanwhile();
      running.service = await startMarketData(config, unheard);
    },
    close: async () => {
      await running.service.stop();
      await sql.end();
      await database.drop();
    },
  };
  const request = async (method: string, path: string) => {
    const response = await fetch(`http://127.0.0.1:${running.service.port}${path}`, { method });
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  };
  return running;
}

/** Asks until the answer pleases, or says what the last answer was. */
export async function eventually<T>(ask: () => Promise<T>, pleases: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (pleases(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)} after 20 s`);
    await delay(25);
  }
}

export async function count(sql: Pool, from: string): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`);
  return rows[0]!.count;
}
