import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import pg from "pg";
import { runMonitorCommand } from "../testing/monitor-process.ts";

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  [database, folder] = await Promise.all([openTestDatabase(), mkdtemp(join(tmpdir(), "contracts-command-"))]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`CREATE TABLE "daily.bars" (symbol text, trade_date date NOT NULL, close float8);
    CREATE TABLE old AS SELECT 's1' AS symbol, '20250611' AS trade_date;
    INSERT INTO "daily.bars" VALUES ('s1', '2020-01-01', NULL), ('s1', (now() AT TIME ZONE 'UTC')::date, 1)`);
  await client.end();
  const { output } = await contracts("init", "public.daily.bars", "--calendar", "none", "--time-zone", "UTC");
  await writeFile(join(folder, "bars.odcs.yaml"), byDay(output));
  await writeFile(join(folder, "typo.odcs.yaml"), byDay(output).replace("logicalType", "logicaltype"));
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const contracts = (...args: string[]) =>
  runMonitorCommand(folder, [
    "contracts",
    ...args.map((arg) => (arg.endsWith(".yaml") ? join(folder, arg) : arg)),
    "--database-url",
    database.url,
  ]);

/** The newest day is judged, where no close is missing. */
const byDay = (text: string) =>
  text
    .replace("calendar: none", "calendar: none\n      partition: day")
    .replace("physicalType: double precision", "physicalType: double precision\n        required: true");

test.each<[string, string[], number, RegExp]>([
  ["the newest day, as the contract says", ["run", "bars.odcs.yaml"], 0, /pass +nullValues:close/],
  ["another day", ["run", "bars.odcs.yaml", "--partition", "2020-01-01"], 1, /fail +nullValues:close/],
  ["what is no day", ["run", "bars.odcs.yaml", "--partition", "today"], 2, /--partition: "today" is no day/],
  ["what is no day, to be explained", ["explain", "bars.odcs.yaml", "--partition", "x"], 2, /is no day/],
  ["a typo", ["run", "typo.odcs.yaml"], 2, /logicaltype: is not a key .*did you mean "logicalType"/],
  ["no file", ["run", "none.odcs.yaml"], 2, /none.odcs.yaml can't be read/],
  ["a table whose days are text", ["init", "old"], 0, /name: trade_date\n +logicalType: string/],
  ["a table that is not there", ["init", "nowhere"], 1, /There is no table public.nowhere/],
  ["a calendar that is not there", ["init", "old", "--calendar", "XSGH"], 2, /did you mean "XSHG"/],
  ["no zone", ["init", "old", "--calendar", "none"], 2, /timeZone: is needed/],
  ["a schema of PostgreSQL's", ["init", "pg_catalog.pg_class"], 2, /pg_catalog is PostgreSQL's own/],
])("%s", async (_, args, code, text) => {
  const ran = await contracts(...args);
  expect([ran.code, ran.output]).toEqual([code, expect.stringMatching(text)]);
});

test("--json tells each check, and nothing but JSON", async () => {
  const { code, output } = await contracts("run", "bars.odcs.yaml", "--json");
  const { dataset, checks } = JSON.parse(output);
  expect([code, dataset]).toEqual([0, "daily-bars"]);
  expect(checks).toContainEqual(expect.objectContaining({ checkId: "rowCount", verdict: "pass", value: 1 }));
});
