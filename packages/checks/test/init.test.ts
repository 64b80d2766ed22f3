import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import pg from "pg";
import {
  contractFromTable,
  observationStatement,
  parseContract,
  readObservations,
  readTableFacts,
  tableFactsStatement,
} from "../index.ts";
import { runContract } from "./run-contract.ts";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function contractOf(at: { schema: string; table: string }): Promise<string> {
  const facts = readTableFacts((await client.query(tableFactsStatement(at))).rows)!;
  const observed = readObservations((await client.query(observationStatement(at, facts))).rows, facts);
  return contractFromTable(facts, observed, {
    ...at,
    server: { name: "sample", host: "localhost", port: 5432, database: "mystocks" },
    calendar: "XSHG",
    owner: "market data",
  });
}

test.each([
  ["days kept as text", "dated", "(symbol text, trade_date text, close float8)", "('s1', '20250611', 1)"],
  [
    "a unique index over a column with nulls",
    "keyed",
    "(a text, b text, UNIQUE (a, b))",
    "('x', NULL), ('y', 'z')",
  ],
  [
    "names and values that need quotes",
    `日线 "x"\n'y'.z`,
    `("sym""bol" text, "日期\n" date, "price %" numeric(12,3))`,
    `('a: ''b''\n- c', '2025-06-11', 'NaN'), (NULL, NULL, 1e8)`,
  ],
  [
    "types of its own",
    "typed",
    "(id uuid, at timetz, list int[], doc jsonb, flag bool)",
    "(NULL, NULL, '{1}', '{}', true)",
  ],
])(
  "%s: the contract is valid, and the table passes it but for what is no number",
  async (_, table, columns, values) => {
    const name = `"${table.replaceAll('"', '""')}"`;
    await client.query(`CREATE TABLE ${name} ${columns}; INSERT INTO ${name} VALUES ${values}`);
    const contract = parseContract(await contractOf({ schema: "public", table }), "x.odcs.yaml");
    const { checks } = await runContract(client, contract, { now: new Date("2025-06-11T18:00:00+08:00") });
    const bad = Object.values(checks).filter(({ verdict }) => verdict !== "pass");
    expect(bad.map(({ columns: failing }) => failing)).toEqual(values.includes("NaN") ? [["price %"]] : []);
  },
);

test("a contract written from a live table is valid, says what was seen, and the table passes it", async () => {
  await client.query(`CREATE TABLE daily_kline (id bigserial PRIMARY KEY, symbol varchar(16) NOT NULL, trade_date date NOT NULL,
      open float8, high float8, low float8, close float8, volume bigint, source text, note text, updated_at timestamptz);
    INSERT INTO daily_kline (symbol, trade_date, open, high, low, close, volume, source, note, updated_at)
    SELECT s, '2025-06-11', 10, 12.5, 9, 11, 400, 'tdx', 'note ' || n, now() FROM generate_series(1, 20) n, (VALUES ('s' || 1)) v(s) WHERE n = 1;
    INSERT INTO daily_kline (symbol, trade_date, close, note) SELECT 's' || n, '2025-06-11', 1, 'note ' || n FROM generate_series(2, 20) n`);
  const text = await contractOf({ schema: "public", table: "daily_kline" });
  const contract = parseContract(text, "daily_kline.odcs.yaml");
  expect(contract).toMatchObject({
    key: ["symbol", "trade_date"],
    loaded: "updated_at",
    symbol: "symbol",
    owner: "market data",
  });
  expect(text).toContain("maximum: 200"); // 12.5 to one digit is 20.
  expect(text).toContain("- tdx");
  expect(text).not.toContain("note 1");
  const { checks } = await runContract(client, contract, { now: new Date("2025-06-11T18:00:00+08:00") });
  expect(Object.values(checks).filter(({ verdict }) => verdict !== "pass")).toEqual([]);
});
