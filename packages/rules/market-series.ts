import type { Calendar } from "@mystocks/calendar";
import { Labels } from "@mystocks/promql";

export interface MarketSample {
  labels: Labels;
  value: number;
}

/** Label sets by calendar: the same objects at each instant, which is how a query reads them fastest. */
const labelsOf = new WeakMap<Calendar, { open: Labels; traded: Labels; daysLeft: Labels }>();

/**
 * What rules can ask of an exchange at an instant, label `exchange`:
 * - `mystocks_market_open`: 1 or 0
 * - `mystocks_market_trading_seconds_total`: seconds of trading so far; its increase is time in trading time
 * - `mystocks_calendar_days_left`: days until the calendar ends, negative behind its end
 *
 * Where the calendar does not know the day only the last one is there.
 */
export function marketSamples(calendar: Calendar, atMs: number): MarketSample[] {
  const labels = labelsOfExchange(calendar);
  const daysLeft = { labels: labels.daysLeft, value: calendar.daysLeft(atMs) };
  const isOpen = calendar.isOpenAt(atMs);
  if (isOpen === "unknown") return [daysLeft];
  const firstMs = Date.parse(`${calendar.firstDay}T12:00:00Z`);
  const tradedMs = calendar.tradingMillisecondsBetween(firstMs, atMs);
  const traded = tradedMs === "unknown" ? [] : [{ labels: labels.traded, value: tradedMs / 1000 }];
  return [{ labels: labels.open, value: isOpen === "open" ? 1 : 0 }, ...traded, daysLeft];
}

function labelsOfExchange(calendar: Calendar) {
  const known = labelsOf.get(calendar);
  if (known !== undefined) return known;
  const named = (name: string) => Labels.of({ __name__: name, exchange: calendar.mic });
  const labels = {
    open: named("mystocks_market_open"),
    traded: named("mystocks_market_trading_seconds_total"),
    daysLeft: named("mystocks_calendar_days_left"),
  };
  labelsOf.set(calendar, labels);
  return labels;
}
