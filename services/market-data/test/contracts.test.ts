import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseContract, type Contract } from "@mystocks/checks";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { Pool } from "pg";
import { computeIndicators } from "../loaders/indicators.ts";
import { saveDailyBars } from "../loaders/daily-bars.ts";
import { generateSignals } from "../loaders/signals.ts";
import { updateSourceStatus } from "../loaders/source-status.ts";
import type { Market } from "../market.ts";
import { fillMarket, openMarket } from "../open-market.ts";
import { dateText, momentOf } from "../sample-clock.ts";
import { runContract } from "./run-contract.ts";

const folder = new URL("../contracts/", import.meta.url);
const contracts = readdirSync(folder).map((file) =>
  parseContract(readFileSync(new URL(file, folder), "utf8"), file),
);
const daily = contracts.find(({ table }) => table === "daily_kline")!;

let database: TestDatabase;
let pool: Pool;
let market: Market;

beforeAll(async () => {
  database = await openTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 3 });
  market = await openMarket(pool, 40, () => new Date());
  await fillMarket(market);
  const symbols = market.universe.map(({ symbol }) => symbol);
  const today = dateText(momentOf(new Date()).day);
  await computeIndicators(market, symbols, today);
  await generateSignals(market, symbols, today);
  await updateSourceStatus(market, "sample", 12);
}, 60_000);

afterAll(async () => {
  await pool.end();
  await database.drop();
});

test.each(contracts.map((contract) => [contract.table, contract] as const))(
  "the sample's %s keeps its contract",
  async (_, contract) => {
    const { checks } = await run(contract);
    const broken = Object.values(checks).filter(({ verdict }) => verdict !== "pass");
    expect(broken.map(({ checkId, verdict, why }) => [checkId, verdict, why.en])).toEqual([]);
  },
);

test("a daily table is read by few statements, and rows of the wrong interval are none of its business", async () => {
  const { statements, checks } = await run(daily);
  expect(statements).toEqual(["scan", "series", "gaps-1", "duplicateValues-2"]);
  const { rows } = await pool.query<{ count: string }>(
    "SELECT count(*) FROM daily_kline WHERE interval_type = 'D'",
  );
  expect(checks["ohlc"]!.totalRows).toBe(Number(rows[0]!.count));
});

test("a loader that spoils rows and forgets to merge is found out, row by row", async () => {
  const [spoilt, other] = market.universe.slice(6, 8);
  await saveDailyBars(market, [spoilt!, other!], {
    merges: false,
    spoil: (row, at) => (at === 0 ? { ...row, high: row.low - 1, volume: -5 } : row),
  });
  const { checks } = await run(daily);
  const day = dateText(momentOf(new Date()).day - 1);
  expect(checks["ohlc"]).toMatchObject({
    verdict: "fail",
    failedRows: 1,
    failed: [{ key: { symbol: spoilt!.symbol, trade_date: day } }],
  });
  expect(checks["volume"]!.failed[0]!.checks).toEqual(expect.arrayContaining(["ohlc", "volume"]));
  expect(checks["duplicateValues:symbol+trade_date"]).toMatchObject({
    verdict: "fail",
    reason: { params: { keys: 6, surplus: 6, rows: 12 } },
  });
});

const run = (contract: Contract) => runContract(pool, contract, { now: new Date() });
