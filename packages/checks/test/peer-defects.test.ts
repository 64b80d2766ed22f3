import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import pg from "pg";
import { planRun, factsFromContract, parseContract } from "../index.ts";
import { dailyContract } from "../testing/daily-contract.ts";
import { runContract } from "./run-contract.ts";

// What other tools get wrong, each by its number in the list of defects that was reproduced with them.

let database: TestDatabase;
let client: pg.Client;
const now = new Date("2025-06-11T18:00:00+08:00");

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const PAIR = `- { name: id, logicalType: integer }
- { name: a, logicalType: string }
- { name: b, logicalType: string }`;
const UNIQUE = "- { id: pair, metric: duplicateValues, mustBe: 0, arguments: { properties: [a, b] } }";

test.each([
  ["1: keys that look alike when joined", "('x||y', 'z'), ('x', 'y||z')"],
  ["2: a null and a word", "(NULL, 'z'), ('__SODA_NULL__', 'z')"],
])("%s are no duplicates", async (_, values) => {
  for (const index of ["", "CREATE INDEX ON pairs (a, b);"]) {
    await client.query(`DROP TABLE IF EXISTS pairs; CREATE TABLE pairs (id serial PRIMARY KEY, a text, b text);
      ${index} INSERT INTO pairs (a, b) VALUES ${values}`);
    const contract = dailyContract({ table: "pairs", properties: PAIR, quality: UNIQUE, settings: SETTINGS });
    const { checks } = await runContract(client, contract, { now });
    expect(checks["pair"]).toMatchObject({ verdict: "pass", reason: { params: { keys: 0, rows: 0 } } });
  }
});

const SETTINGS = "calendar: none\ntimeZone: Asia/Shanghai";
const HOLES = `- { name: id, logicalType: integer }
- name: px
  logicalType: number
  logicalTypeOptions: { minimum: 0 }
- { name: updated_at, logicalType: timestamp }`;

async function holes(): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS holes; CREATE TABLE holes (id int, px float8, updated_at timestamptz);
    INSERT INTO holes VALUES (1, 10.5, '2025-05-02T18:00+08'), (2, 'NaN', '2025-05-02T18:00+08'), (3, 11, '2099-01-01')`);
}

test("3: NaN is no valid number, with a lower bound and without any", async () => {
  await holes();
  for (const properties of [HOLES, HOLES.replace("  logicalTypeOptions: { minimum: 0 }\n", "")]) {
    const contract = dailyContract({ table: "holes", properties, settings: SETTINGS });
    const { checks } = await runContract(client, contract, { now });
    const check = checks["invalidValues:px"] ?? checks["finite:px"];
    expect(check).toMatchObject({
      verdict: "fail",
      failedRows: 1,
      failed: [{ row: { id: "2", px: "NaN" } }],
    });
  }
});

test("4: a row of 2099 hides nothing and is told of itself", async () => {
  await holes();
  const contract = dailyContract({
    table: "holes",
    properties: HOLES,
    settings: `${SETTINGS}\ntime: updated_at`,
    sla: "- { property: freshness, value: 1, unit: d }",
  });
  const { checks } = await runContract(client, contract, { now });
  expect(checks["freshness:updated_at"]).toMatchObject({
    verdict: "fail",
    value: 40 * 86_400,
    bound: "<= 86400 s",
  });
  expect(checks["future:updated_at"]).toMatchObject({
    verdict: "fail",
    failedRows: 1,
    failed: [{ row: { id: "3" } }],
  });
});

test("6, 7: of rows that all fail only the promised number comes, the same ones each time", async () => {
  await client.query(`DROP TABLE IF EXISTS holes; CREATE TABLE holes (id int, px float8, updated_at timestamptz);
    INSERT INTO holes SELECT n, -n, now() FROM generate_series(1, 5000) n ORDER BY random()`);
  const contract = dailyContract({
    table: "holes",
    properties: HOLES.replace(
      "{ name: id, logicalType: integer }",
      "{ name: id, logicalType: integer, primaryKey: true }",
    ),
    settings: `${SETTINGS}\nsampleRows: 50`,
  });
  const { checks } = await runContract(client, contract, { now });
  expect(checks["invalidValues:px"]!.failedRows).toBe(5000);
  const ids = checks["invalidValues:px"]!.failed.map(({ key }) => key["id"]);
  expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => String(index + 1)));
});

test("6: a rare failure is not crowded out of the sample by a frequent one", async () => {
  await client.query(`DROP TABLE IF EXISTS holes; CREATE TABLE holes (id int, px float8, updated_at timestamptz);
    INSERT INTO holes SELECT n, -n, CASE WHEN n > 4900 THEN NULL ELSE now() END FROM generate_series(1, 5000) n`);
  const quality = "\n  quality: [{ id: loaded, metric: nullValues, mustBe: 0 }]";
  const properties = HOLES.replace(
    "- { name: updated_at, logicalType: timestamp }",
    `- name: updated_at\n  logicalType: timestamp${quality}`,
  );
  const contract = dailyContract({ table: "holes", properties, settings: `${SETTINGS}\nsampleRows: 50` });
  const { checks } = await runContract(client, contract, { now });
  expect(checks["loaded"]!.failed).toHaveLength(25);
  expect(checks["invalidValues:px"]!.failed).toHaveLength(50);
});

test("8: duplicates name their unit, and tell of keys and of rows", async () => {
  await client.query(`DROP TABLE IF EXISTS pairs; CREATE TABLE pairs (id serial, a text, b text);
    INSERT INTO pairs (a, b) VALUES ('x', 'y'), ('x', 'y'), ('x', 'y'), ('v', NULL), ('v', NULL), ('w', 'w')`);
  for (const index of ["SELECT 1", "CREATE INDEX ON pairs (b DESC, a)"]) {
    await client.query(index);
    const contract = dailyContract({ table: "pairs", properties: PAIR, quality: UNIQUE, settings: SETTINGS });
    const { checks } = await runContract(client, contract, { now });
    expect(checks["pair"]).toMatchObject({
      value: 3,
      unit: "rows",
      reason: { params: { keys: 2, rows: 5, surplus: 3 } },
      duplicates: [
        { key: { a: "v", b: null }, rows: 2 },
        { key: { a: "x", b: "y" }, rows: 3 },
      ],
      why: { en: "2 keys come more than once, 3 rows too many" },
    });
  }
});

const FRESH = "- { id: fresh, type: custom, engine: mystocks, implementation: freshness }";

test.each([
  ["an open day", "2025-06-11T18:00:00+08:00", "fail", "emptyOpenDay"],
  ["a weekend", "2025-06-14T18:00:00+08:00", "skipped", "emptyClosedDay"],
  ["a holiday on a weekday", "2025-10-03T18:00:00+08:00", "skipped", "emptyClosedDay"],
  ["a day that the calendar does not know", "2031-06-11T18:00:00+08:00", "error", "calendarUnknown"],
])("10: an empty table on %s", async (_, at, verdict, code) => {
  await createDaily();
  const { checks } = await runContract(client, dailyContract({ quality: FRESH }), { now: new Date(at) });
  for (const id of ["fresh", "rowCount"])
    expect([id, checks[id]]).toMatchObject([id, { verdict, reason: { code } }]);
  const passed = Object.values(checks).filter((check) => check.verdict === "pass");
  expect(passed.map(({ kind }) => kind)).toEqual(["schema"]);
});

const MINUTES = {
  table: "holes",
  properties: HOLES,
  settings: "calendar: XSHG\ntime: updated_at",
  sla: "- { property: latency, value: 300, unit: s }",
};

test.each([
  ["before the open", "09:29:00", "skipped", null],
  ["just after the open", "09:33:00", "pass", 180],
  ["at noon, of a feed that is dead since yesterday", "12:15:00", "fail", 7200],
])("10: a day of which there is no bar yet, %s", async (_, time, verdict, value) => {
  await client.query(`DROP TABLE IF EXISTS holes; CREATE TABLE holes (id int, px float8, updated_at timestamptz);
    INSERT INTO holes VALUES (1, 1, '2025-06-10T14:59+08')`);
  const at = { now: new Date(`2025-06-11T${time}+08:00`), partition: "2025-06-11" };
  const { checks } = await runContract(client, dailyContract(MINUTES), at);
  expect(checks["freshness:updated_at"]).toMatchObject({ verdict, value });
});

test("4: a bar of later today is of the future, also where today alone is judged", async () => {
  await client.query(`DROP TABLE IF EXISTS holes; CREATE TABLE holes (id int, px float8, updated_at timestamptz);
    INSERT INTO holes VALUES (1, 1, '2025-06-11T10:00+08'), (2, 1, '2025-06-11T14:00+08')`);
  const at = { now: new Date("2025-06-11T11:00:00+08:00"), partition: "2025-06-11" };
  const { checks } = await runContract(client, dailyContract(MINUTES), at);
  expect(checks["future:updated_at"]).toMatchObject({ verdict: "fail", failedRows: 1 });
  expect(checks["freshness:updated_at"]).toMatchObject({ verdict: "fail", value: 3600 });
});

test.each(["timestamptz", "timestamp", "date"])(
  "4: infinity hides nothing and spoils nothing: %s",
  async (type) => {
    await client.query(`DROP TABLE IF EXISTS holes; CREATE TABLE holes (id int, px float8, updated_at ${type});
    INSERT INTO holes VALUES (1, 1, 'infinity'), (2, 1, '-infinity')`);
    const logicalType = type === "date" ? "date" : "timestamp";
    const properties = HOLES.replace(
      "updated_at, logicalType: timestamp",
      `updated_at, logicalType: ${logicalType}`,
    );
    const { checks } = await runContract(client, dailyContract({ ...MINUTES, properties }), { now });
    expect(checks["freshness:updated_at"]).toMatchObject({
      verdict: "fail",
      reason: { code: "emptyOpenDay" },
    });
    expect(checks["future:updated_at"]).toMatchObject({ verdict: "fail", failedRows: 1 });
  },
);

test("10: a partition whose data is not due yet is not judged as missing", async () => {
  await createDaily();
  const contract = dailyContract({ sla: "- { property: latency, value: 2, unit: h }" });
  const at = (time: string) => ({ now: new Date(`2025-06-11T${time}:00+08:00`), partition: "2025-06-11" });
  const early = await runContract(client, contract, at("16:59"));
  expect(early.checks["rowCount"]).toMatchObject({ verdict: "skipped", reason: { code: "notDue" } });
  const late = await runContract(client, contract, at("17:01"));
  expect(late.checks["rowCount"]).toMatchObject({ verdict: "fail", reason: { code: "emptyOpenDay" } });
});

test("11: a timestamp without zone is of the contract's zone", async () => {
  await client.query(`DROP TABLE IF EXISTS holes; CREATE TABLE holes (id int, px float8, updated_at timestamp);
    INSERT INTO holes VALUES (1, 1, '2025-06-11 17:59:00')`);
  const contract = dailyContract({
    table: "holes",
    properties: HOLES,
    settings: `${SETTINGS}\ntime: updated_at`,
    quality: FRESH,
  });
  const { checks } = await runContract(client, contract, { now });
  expect(checks["fresh"]).toMatchObject({ verdict: "pass", value: 60 });
  expect(checks["future:updated_at"]).toMatchObject({ verdict: "pass" });
  const day = await runContract(client, contract, { now, partition: "2025-06-11" });
  expect(day.checks["rowCount"]).toMatchObject({ value: 1 });
});

test("12: every check of the contract has its verdict, whatever happened to its query", async () => {
  await createDaily();
  const contract = parseContract(dailyContract({ quality: FRESH }), "x");
  const { checks } = await runContract(client, contract, { now });
  expect(Object.keys(checks)).toEqual(contract.checks.map(({ id }) => id));
  await client.query("ALTER TABLE daily_kline RENAME close TO closing");
  const broken = await runContract(client, contract, { now });
  expect(broken.checks["schema"]).toMatchObject({ verdict: "fail", why: { en: "close is gone" } });
  expect(broken.checks["finite:open+high+low+close+amount"]).toMatchObject({
    verdict: "error",
    reason: { code: "columnGone" },
  });
  await client.query("DROP TABLE daily_kline");
  const gone = await runContract(client, contract, { now });
  expect(new Set(Object.values(gone.checks).map(({ verdict }) => verdict))).toEqual(
    new Set(["fail", "error"]),
  );
});

test("13: a value of 0 is judged", async () => {
  await createDaily();
  const quality =
    "- { id: some, metric: rowCount, mustBeGreaterThan: 0 }\n- { id: none, metric: rowCount, mustBe: 0 }";
  const { checks } = await runContract(client, dailyContract({ quality }), { now });
  expect(checks["some"]).toMatchObject({ verdict: "fail", value: 0 });
  expect(checks["none"]).toMatchObject({ verdict: "pass", value: 0 });
});

test("a unique index proves a key only where it can", async () => {
  const contract = parseContract(dailyContract(), "x");
  const facts = factsFromContract(contract);
  const index = (change: object) => ({
    name: "i",
    method: "btree",
    unique: true,
    valid: true,
    partial: false,
    nullsNotDistinct: false,
    columns: ["symbol", "trade_date"].map((name) => ({ name, descending: false, nullsFirst: false })),
    ...change,
  });
  const asks = (change: object, table: object = {}) =>
    planRun(contract, { ...facts, indexes: [index(change)], ...table }, { now }).statements.length > 1;
  const nullable = facts.columns.map((column) => ({ ...column, nullable: true }));
  expect(asks({})).toBe(false);
  expect(asks({ partial: true })).toBe(true);
  expect(asks({ valid: false })).toBe(true);
  expect(asks({ unique: false })).toBe(true);
  expect(asks({ columns: [null] })).toBe(true);
  expect(asks({}, { inherited: true })).toBe(true);
  expect(asks({}, { columns: nullable })).toBe(true);
  expect(asks({ nullsNotDistinct: true }, { columns: nullable })).toBe(false);
});

async function createDaily(): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS daily_kline; CREATE TABLE daily_kline (symbol varchar(16), trade_date date,
    open float8, high float8, low float8, close float8, volume bigint, amount float8)`);
}
