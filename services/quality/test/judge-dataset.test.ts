import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseContract } from "@mystocks/checks";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import pg from "pg";
import { initContract, judgeDataset } from "../run.ts";
import { barsContract, barsContractText, createBars } from "./bars.ts";

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
  const { checks } = await judgeDataset(barsContract(), { url: database.url, ...limits });
  const ohlc = checks.find(({ checkId }) => checkId === "ohlc");
  expect(ohlc).toMatchObject({ verdict: "fail", failedRows: 1, failed: [{ key: { symbol: "s3" } }] });
  const { rows } = await client.query(
    "SELECT state FROM pg_stat_activity WHERE application_name = 'mystocks-monitor quality' AND datname = current_database()",
  );
  expect(rows).toEqual([]);
});

test("a statement that takes too long is an error of its own checks, and the others are judged", async () => {
  const contract = barsContract(SLOW_CHECK);
  const run = await judgeDataset(contract, { url: database.url, statementTimeoutMs: 300 });
  const verdicts = Object.fromEntries(run.checks.map(({ checkId, verdict }) => [checkId, verdict]));
  expect(verdicts).toMatchObject({ slow: "error", ohlc: "fail" });
});

test("a check that PostgreSQL refuses is an error of itself, and the checks that share its statement are judged", async () => {
  const text = barsContractText().replace(
    "primaryKey: true, primaryKeyPosition: 1 }",
    `primaryKey: true, primaryKeyPosition: 1, relationships: [{ to: gone.symbol }],
          quality: [{ metric: invalidValues, mustBe: 0, arguments: { pattern: "[s" } }] }`,
  );
  const contract = parseContract(text, "bars.odcs.yaml");
  const { checks } = await judgeDataset(contract, { url: database.url, ...limits });
  const found = Object.fromEntries(checks.map(({ checkId, verdict, why }) => [checkId, [verdict, why.en]]));
  expect(checks.map(({ checkId }) => checkId)).toEqual(contract.checks.map(({ id }) => id));
  expect(found).toMatchObject({
    ohlc: ["fail", expect.stringContaining("1 of 10")],
    "invalidValues:symbol": ["error", expect.stringContaining("invalid regular expression")],
    "reference:symbol": ["error", expect.stringContaining('relation "public.gone" does not exist')],
    rowCount: ["pass", "10 rows"],
  });
});

test("a database where a backslash escapes quotes lets no author's query out of its string", async () => {
  await client.query(`CREATE SCHEMA secret; CREATE TABLE secret.keys AS SELECT 1 AS id;
    ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET standard_conforming_strings = off`);
  const query = String.raw`SELECT count(*) FROM bars WHERE symbol = '\' OR symbol = ' OR EXISTS (SELECT FROM secret.keys) -- '`;
  const quality = `
      - { id: out, type: sql, mustBe: 0, query: ${JSON.stringify(query)} }`;
  const { checks } = await judgeDataset(barsContract(quality), { url: database.url, ...limits });
  expect(checks.find(({ checkId }) => checkId === "out")).toMatchObject({ verdict: "pass", value: 0 });
});

test("an abort ends the run and its statement in the database", async () => {
  const contract = barsContract(SLOW_CHECK);
  const aborted = new AbortController();
  const run = judgeDataset(contract, {
    url: database.url,
    statementTimeoutMs: 60_000,
    signal: aborted.signal,
  });
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
    calendars: [],
    timeZone: "Asia/Shanghai",
  });
  const { checks } = await judgeDataset(parseContract(text, "bars.odcs.yaml"), {
    url: database.url,
    ...limits,
  });
  expect(checks.filter(({ verdict }) => verdict === "error")).toEqual([]);
});

test("a row that comes while the run waits for its connection is not of the future", async () => {
  await client.query("CREATE TABLE ticks (symbol text NOT NULL, at timestamptz NOT NULL)");
  const contract = parseContract(TICKS, "ticks.odcs.yaml");
  const slow = await startSlowForwarder(database.url, 3500);
  const run = judgeDataset(contract, { url: slow.url, ...limits });
  await slow.connected;
  // A clock of the loader that is three seconds ahead: within what is allowed, if the run's now is not an old one.
  await client.query("INSERT INTO ticks VALUES ('s1', clock_timestamp() + interval '3 s')");
  const { checks } = await run;
  expect(checks.find(({ kind }) => kind === "future")).toMatchObject({ verdict: "pass" });
  slow.close();
});

const TICKS = `apiVersion: v3.1.0
kind: DataContract
id: ticks
name: ticks
version: 1.0.0
status: active
customProperties: [{ property: mystocks, value: { calendar: none, timeZone: UTC, time: at } }]
schema:
  - name: ticks
    properties:
      - { name: symbol, logicalType: string }
      - { name: at, logicalType: timestamp }
`;

/** Lets a connection through only after a while. */
async function startSlowForwarder(databaseUrl: string, waitMs: number) {
  const target = new URL(databaseUrl);
  const { promise: connected, resolve } = Promise.withResolvers<void>();
  const server = createServer((incoming) => {
    setTimeout(() => {
      resolve();
      const outgoing = connect(Number(target.port), target.hostname);
      incoming.pipe(outgoing).pipe(incoming);
      incoming.on("error", () => outgoing.destroy());
      outgoing.on("error", () => incoming.destroy());
    }, waitMs);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = `${(server.address() as AddressInfo).port}`;
  return { url: url.href, connected, close: () => server.close() };
}
