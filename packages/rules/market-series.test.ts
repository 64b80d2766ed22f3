import { openCalendar } from "@mystocks/calendar";
import { expect, test } from "@jest/globals";
import { marketSamples } from "./index.ts";

const shanghai = openCalendar("XSHG");
const at = (text: string) =>
  Object.fromEntries(
    marketSamples(shanghai, Date.parse(text)).map(({ labels, value }) => [labels.toString(), value]),
  );
const OPEN = 'mystocks_market_open{exchange="XSHG"}';
const TRADED = 'mystocks_market_trading_seconds_total{exchange="XSHG"}';
const LEFT = 'mystocks_calendar_days_left{exchange="XSHG"}';

test("rules can ask whether the market is open and how much trading time has passed", () => {
  const [morning, lunch, afternoon] = ["11:29:00", "12:30:00", "13:01:00"].map((time) =>
    at(`2026-11-24T${time}+08:00`),
  );
  expect([morning![OPEN], lunch![OPEN], afternoon![OPEN]]).toEqual([1, 0, 1]);
  expect(afternoon![TRADED]! - morning![TRADED]!).toBe(120);
  expect(morning![LEFT]).toBe(37);
});

test("behind the calendar's end there is only the count of days, and it is negative", () => {
  expect(at("2027-01-04T10:00:00+08:00")).toEqual({ [LEFT]: -4 });
});
