import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseContract } from "@mystocks/checks";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import pg from "pg";
import { initContract, judgeDataset } from "../index.ts";
import { barsContract, createBars } from "./bars.ts";

const limits = { statementTimeoutMs: 5000 };
// Ten billion rows.
const SLOW_CHECK = `
      - id: slow
        type: sql
        query: SELECT count(*) FROM ${Array.from({ length: 10 }, (_, at) => `\${table} AS t${at}`).join(", ")}
        mustBe: 0`;
let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await createBars(client);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

test("a run finds the broken row and leaves no connection and no open transaction behind", async () => {
  await client.query("UPDATE bars SET high = low - 1 WHERE symbol = 's3'");
  const { checks } = await judgeDataset(
    barsContract(),
    { url: database.url, ...limits },
    { now: new Date() },
  );
  const ohlc = checks.find(({ checkId }) => checkId === "ohlc");
  expect(ohlc).toMatchObject({ verdict: "fail", failedRows: 1, failed: [{ key: { symbol: "s3" } }] });
  const { rows } = await client.query(
    "SELECT state FROM pg_stat_activity WHERE application_name = 'mystocks-monitor quality' AND datname = current_database()",
  );
  expect(rows).toEqual([]);
});

test("a statement that takes too long is an error of its own checks, and the others are judged", async () => {
  const contract = barsContract(SLOW_CHECK);
  const run = await judgeDataset(
    contract,
    { url: database.url, statementTimeoutMs: 300 },
    { now: new Date() },
  );
  const verdicts = Object.fromEntries(run.checks.map(({ checkId, verdict }) => [checkId, verdict]));
  expect(verdicts).toMatchObject({ slow: "error", ohlc: "fail" });
});

test("an abort ends the run and its statement in the database", async () => {
  const contract = barsContract(SLOW_CHECK);
  const aborted = new AbortController();
  const run = judgeDataset(
    contract,
    { url: database.url, statementTimeoutMs: 60_000, signal: aborted.signal },
    { now: new Date() },
  );
  const busy = () =>
    client.query(
      "SELECT FROM pg_stat_activity WHERE application_name = 'mystocks-monitor quality' AND query LIKE '%AS t9%' AND datname = current_database()",
    );
  while ((await busy()).rowCount === 0);
  aborted.abort();
  await expect(run).rejects.toThrow();
  while ((await busy()).rowCount! > 0);
});

test("a contract written from the table is one that the table can be judged by", async () => {
  const text = await initContract({
    url: database.url,
    ...limits,
    server: "test",
    schema: "public",
    table: "bars",
    calendar: "none",
    timeZone: "Asia/Shanghai",
  });
  const { checks } = await judgeDataset(
    parseContract(text, "bars.odcs.yaml"),
    { url: database.url, ...limits },
    { now: new Date() },
  );
  expect(checks.filter(({ verdict }) => verdict === "error")).toEqual([]);
});
