import { expect, test } from "@jest/globals";
import { openCalendar } from "@mystocks/calendar";
import { evaluateInstant, Matcher, parse, type SeriesStore } from "@mystocks/promql";
import { assert, integer, property } from "fast-check";
import { LiveStore } from "./live-store.ts";
import { MarketHours } from "./market-hours.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const shanghai = openCalendar("XSHG");
const markets = new MarketHours((mic) => (mic === "XSHG" ? shanghai : undefined));
const TRADED = "mystocks_market_trading_seconds_total";

test("rules can ask for trading time long past right after a start", () => {
  const store = filled(Date.parse("2026-11-24T15:30:00+08:00"), 8 * DAY);
  const ask = (expression: string) => valueAt(store, expression, Date.parse("2026-11-24T15:30:00+08:00"));
  expect(ask("mystocks_market_open")).toBe(0);
  expect(ask("mystocks_market_open offset 1h")).toBe(1);
  expect(ask("mystocks_market_open offset 1d")).toBe(0);
  expect(ask(`round(${TRADED} - ${TRADED} offset 1d)`)).toBe(4 * 3600);
  expect(ask(`round(${TRADED} - ${TRADED} offset 7d)`)).toBe(5 * 4 * 3600);
  expect(ask("mystocks_calendar_days_left")).toBe(37);
});

test("a store that was filled and one that ticked all the time answer alike", () => {
  const startMs = Date.parse("2026-11-24T11:20:00+08:00");
  assert(
    property(integer({ min: 60, max: 1800 }), integer({ min: 1, max: 800 }), (seconds, range) => {
      const nowMs = startMs + seconds * SECOND;
      const ticked = filled(startMs, 0);
      for (let atMs = startMs; atMs <= nowMs; atMs += SECOND) {
        markets.write(ticked, atMs);
        ticked.tick(atMs);
      }
      for (const expression of ["mystocks_market_open", `increase(${TRADED}[${range}s])`])
        expect(valueAt(filled(nowMs, 0), expression, nowMs)).toBe(valueAt(ticked, expression, nowMs));
    }),
    { numRuns: 20 },
  );
});

function filled(nowMs: number, ageMs: number): LiveStore {
  const store = new LiveStore(nowMs);
  store.retain([new Matcher("__name__", "=~", "mystocks_market_.*")], ageMs);
  markets.fillPast(store, nowMs);
  return store;
}

function valueAt(store: SeriesStore, expression: string, atMs: number): number | undefined {
  const result = evaluateInstant(parse(expression), store, atMs);
  return result.type === "vector" ? result.samples[0]?.value : undefined;
}
