import type { Calendar } from "@mystocks/calendar";
import { Labels } from "@mystocks/promql";

export interface MarketSample {
  labels: Labels;
  value: number;
}

/**
 * What rules can ask of an exchange at an instant, label `exchange`:
 * - `mystocks_market_open`: 1 or 0
 * - `mystocks_market_trading_seconds_total`: seconds of trading so far; its increase is time in trading time
 * - `mystocks_calendar_days_left`: days until the calendar ends, negative behind its end
 *
 * Where the calendar does not know the day only the last one is there.
 */
export function marketSamples(calendar: Calendar, atMs: number): MarketSample[] {
  const sample = (name: string, value: number): MarketSample => ({
    labels: Labels.of({ __name__: name, exchange: calendar.mic }),
    value,
  });
  const daysLeft = sample("mystocks_calendar_days_left", calendar.daysLeft(atMs));
  const isOpen = calendar.isOpenAt(atMs);
  if (isOpen === "unknown") return [daysLeft];
  const firstMs = Date.parse(`${calendar.firstDay}T12:00:00Z`);
  const tradedMs = calendar.tradingMillisecondsBetween(firstMs, atMs);
  const traded =
    tradedMs === "unknown" ? [] : [sample("mystocks_market_trading_seconds_total", tradedMs / 1000)];
  return [sample("mystocks_market_open", isOpen === "open" ? 1 : 0), ...traded, daysLeft];
}
