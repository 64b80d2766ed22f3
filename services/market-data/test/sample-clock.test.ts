import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { Pool } from "pg";
import { checkCompleteness } from "../checks.ts";
import { saveDailyBars } from "../loaders/daily-bars.ts";
import { fillMarket, openMarket } from "../open-market.ts";
import { loadDailyKline } from "../queries/load-daily-kline.ts";

const DAY_MS = 86_400_000;
const newestOfIndex = { symbol: "SPX.US", intervalType: "D", from: null, to: null, limit: 3 } as const;

let database: TestDatabase;
let pool: Pool;
let nowMs: number;
beforeEach(async () => {
  database = await openTestDatabase();
  pool = new Pool({ connectionString: database.url });
  // end() does not wait for the sockets, so the drop may still cut one.
  pool.on("error", () => {});
  nowMs = Date.parse("2026-11-24T15:50:00Z");
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const open = async () => {
  const market = await openMarket(pool, 15, () => new Date(nowMs));
  await fillMarket(market);
  return market;
};

test("when a day ends while the service runs, the daily update stores it and nothing counts as missing", async () => {
  const market = await open();
  nowMs += 12 * 60_000;
  expect((await checkCompleteness(market)).failed).toBe(0);
  await saveDailyBars(market, market.universe);
  nowMs += 10 * 60_000;
  expect(await checkCompleteness(market)).toMatchObject({ total: 45, failed: 0 });
  const [newest] = await loadDailyKline(pool, newestOfIndex);
  expect(newest).toMatchObject({ tradeDate: "2026-11-24", close: market.source.index.at(-250)!.close });
}, 20_000);

test("a day that nobody stored counts as missing once it is due", async () => {
  const market = await open();
  nowMs += DAY_MS;
  expect(await checkCompleteness(market)).toMatchObject({ total: 45, failed: 15 });
}, 20_000);

test("a start after the reserved days loads the history afresh", async () => {
  const first = await open();
  nowMs += 300 * DAY_MS;
  const second = await open();
  expect(second.shift.anchorDay - first.shift.anchorDay).toBe(300);
  const bars = await loadDailyKline(pool, { ...newestOfIndex, limit: 6_000 });
  expect(bars).toHaveLength(second.shift.anchorIndex);
  expect(bars[0]).toMatchObject({ tradeDate: "2027-09-19", close: second.source.index.at(-251)!.close });
}, 20_000);
