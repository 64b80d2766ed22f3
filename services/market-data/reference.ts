import { columnLiteral } from "./column-literal.ts";
import type { Market } from "./market.ts";
import { dateText } from "./sample-clock.ts";
import { uniform } from "./seeded.ts";
import type { Instrument } from "./universe.ts";

/** Everything that changes rarely: instruments, calendar, fundamentals. Safe to repeat. */
export async function fillReference(market: Market): Promise<void> {
  await fillStockInfo(market);
  await fillCalendar(market);
  await fillFundamentals(market);
}

async function fillStockInfo({ pool, universe }: Market): Promise<void> {
  const column = (read: (instrument: Instrument) => string | number) => columnLiteral(universe.map(read));
  await pool.query(
    `INSERT INTO stock_info (symbol, name, exchange, security_type, status, listing_board,
       total_shares, circulating_shares, data_source)
     SELECT symbol, name, exchange, security_type, 'ACTIVE', listing_board, shares, shares, data_source
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
       AS r(symbol, name, exchange, security_type, listing_board, shares, data_source)
     ON CONFLICT (symbol) DO NOTHING`,
    [
      column(({ symbol }) => symbol),
      column(({ name }) => name),
      column(({ exchange }) => exchange),
      column(({ securityType }) => securityType),
      column(({ listingBoard }) => listingBoard),
      column(({ sharesOutstanding }) => sharesOutstanding),
      column(({ dataSource }) => dataSource),
    ],
  );
}

/** Every day is a trading day of the sample market, from the first bar of the history to the last reserved one. */
async function fillCalendar({ pool, source, shift }: Market): Promise<void> {
  const first = shift.anchorDay - shift.anchorIndex;
  await pool.query(
    `INSERT INTO trade_calendar (trade_date, exchange, is_open, day_type, prev_trade_date, next_trade_date)
     SELECT day::date, 'SAMPLE', true, 'TRADING', day::date - 1, day::date + 1
     FROM generate_series($1::date, $2::date, interval '1 day') AS day
     ON CONFLICT DO NOTHING`,
    [dateText(first), dateText(first + source.index.length - 1)],
  );
}

const QUARTERS = 8;

async function fillFundamentals({ pool, universe, shift }: Market): Promise<void> {
  const reports = universe
    .filter(({ securityType }) => securityType === "STOCK")
    .flatMap((instrument) =>
      Array.from({ length: QUARTERS }, (_, ago) => report(instrument, ago, shift.anchorDay)),
    );
  await pool.query(
    `INSERT INTO fundamental_metrics (symbol, report_period, report_type, revenue, net_profit, eps, roe, roa,
       net_margin, debt_ratio, total_assets, total_liabilities, shareholders_equity, data_source)
     SELECT symbol, period, 'Q', revenue, profit, profit / shares, profit / equity, profit / assets,
       profit / revenue, (assets - equity) / assets, assets, assets - equity, equity, 'derived'
     FROM unnest($1::text[], $2::date[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::float8[])
       AS r(symbol, period, revenue, profit, assets, equity, shares)
     ON CONFLICT DO NOTHING`,
    [
      reports.map(({ symbol }) => symbol),
      reports.map(({ period }) => period),
      reports.map(({ revenue }) => revenue),
      reports.map(({ profit }) => profit),
      reports.map(({ assets }) => assets),
      reports.map(({ equity }) => equity),
      reports.map(({ shares }) => shares),
    ].map(columnLiteral),
  );
}

function report({ symbol, seed, level, sharesOutstanding }: Instrument, quartersAgo: number, day: number) {
  const assets = sharesOutstanding * level * (0.8 + uniform(seed, 1, 40));
  const revenue = assets * (0.05 + 0.1 * uniform(seed, quartersAgo, 41));
  return {
    symbol,
    period: quarterEnd(day, quartersAgo),
    revenue,
    profit: revenue * (0.02 + 0.16 * uniform(seed, quartersAgo, 42)),
    assets,
    equity: assets * (0.3 + 0.4 * uniform(seed, 2, 43)),
    shares: sharesOutstanding,
  };
}

function quarterEnd(day: number, quartersAgo: number): string {
  const [year = 0, month = 1] = dateText(day).split("-").map(Number);
  const quarter = Math.floor((month - 1) / 3) - quartersAgo;
  return new Date(Date.UTC(year, quarter * 3, 0)).toISOString().slice(0, 10);
}
