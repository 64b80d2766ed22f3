import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readSourcePrices } from "../prices.ts";
import { count, runService, type RunningService } from "./running-service.ts";

interface Klines {
  bars: { tradeDate: string; open: number; close: number; dataSource: string }[];
}

let running: RunningService;
beforeAll(async () => {
  running = await runService(20, 0);
}, 30_000);
afterAll(() => running.close(), 15_000);

test("K-lines of the index are the real S&P 500 bars, oldest to the day before the replayed one", async () => {
  const { index } = await readSourcePrices();
  const sample = await running.get("/sample");
  const { replays } = (sample.body as unknown as { session: { replays: string } }).session;
  const closed = index.slice(
    0,
    index.findIndex(({ date }) => date === replays),
  );
  const { body } = await running.get("/klines/SPX.US?limit=6000");
  const served = (body as unknown as Klines).bars.toReversed();
  expect(served.map(({ open, close }) => [open, close])).toEqual(
    closed.map(({ open, close }) => [open, close]),
  );
  expect(new Set(served.map(({ dataSource }) => dataSource))).toEqual(new Set(["vega-datasets"]));
});

test("monthly K-lines of a company are its real prices, its daily ones are labelled derived", async () => {
  const { stocks } = await readSourcePrices();
  const prices = stocks.filter(({ symbol }) => symbol === "MSFT").map(({ price }) => price);
  const monthly = (await running.get("/klines/MSFT.US?interval=1mo&limit=6000")).body as unknown as Klines;
  expect(monthly.bars.toReversed().map(({ close }) => close)).toEqual(prices);
  const daily = (await running.get("/klines/MSFT.US?limit=5")).body as unknown as Klines;
  expect(daily.bars.map(({ dataSource }) => dataSource)).toEqual(Array(5).fill("derived"));
});

test("a range is served as asked for, both ends included", async () => {
  const all = (await running.get("/klines/SPX.US?limit=30")).body as unknown as Klines;
  const [to, from] = [all.bars[3]!.tradeDate, all.bars[7]!.tradeDate];
  const range = (await running.get(`/klines/SPX.US?from=${from}&to=${to}`)).body as unknown as Klines;
  expect(range.bars).toEqual(all.bars.slice(3, 8));
});

test.each([
  ["/klines/SPX.US?interval=2d", 400, "interval"],
  ["/klines/SPX.US?limit=0", 400, "limit"],
  ["/klines/SPX.US?from=yesterday", 400, "from"],
  ["/ticks/SPX.US?depth=5", 400, "depth"],
  ["/rankings?by=beauty", 400, "by"],
  ["/klines/NOPE.US", 404, undefined],
  ["/nothing", 404, undefined],
])("%s answers a problem that says what is wrong", async (path, status, field) => {
  const answer = await running.get(path);
  expect(answer.status).toBe(status);
  expect(answer.body["field"]).toBe(field);
});

test("rankings, signals, symbols, ticks and minute bars answer from the database", async () => {
  for (const by of ["change", "turnover", "momentum", "volatility"]) {
    const { rankings } = (await running.get(`/rankings?by=${by}&limit=5`)).body as unknown as {
      rankings: { score: number }[];
    };
    expect(rankings).toHaveLength(5);
    expect(rankings.toSorted((a, b) => b.score - a.score)).toEqual(rankings);
  }
  expect((await running.get("/signals")).status).toBe(200);
  expect((await running.get("/symbols")).body["symbols"]).toHaveLength(20);
  expect((await running.get("/ticks/SPX.US")).body["ticks"]).toHaveLength(1);
  expect((await running.get("/minute/SPX.US?limit=60")).body["bars"]).toHaveLength(60);
});

test("a second start keeps the data and adds nothing twice", async () => {
  const state = async () => ({
    daily: await count(running.sql, "daily_kline"),
    days: await count(running.sql, "(SELECT DISTINCT symbol, trade_date, interval_type FROM daily_kline) d"),
    symbols: await count(running.sql, "stock_info"),
    reports: await count(running.sql, "fundamental_metrics"),
    oldest: (await running.sql.query("SELECT min(id) AS id FROM daily_kline")).rows,
  });
  const before = await state();
  expect(before.daily).toBe(before.days);
  await running.restart();
  expect(await state()).toEqual(before);
});

test("days that passed while the service was away are added at the next start", async () => {
  const newest = (await running.get("/klines/SPX.US?limit=40")).body as unknown as Klines;
  await running.sql.query(
    "DELETE FROM daily_kline WHERE interval_type = 'D' AND trade_date > current_date - 30",
  );
  await running.restart();
  expect((await running.get("/klines/SPX.US?limit=40")).body).toEqual(newest);
});
