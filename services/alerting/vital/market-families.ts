import { EXCHANGES } from "@mystocks/calendar";
import { marketSamples, type Calendars } from "@mystocks/rules";
import type { MetricFamily, MetricSample } from "@mystocks/runtime";

const HELP: Record<string, string> = {
  mystocks_market_open: "1 while the exchange trades, else 0; none on a day that its calendar does not know.",
  mystocks_market_trading_seconds_total: "Seconds that the exchange has traded so far.",
  mystocks_calendar_days_left: "Days until the exchange's calendar ends.",
};

/** The hours of every exchange for a Prometheus that runs the same rules. */
export function marketFamilies(calendars: Calendars, atMs: number): MetricFamily[] {
  const samples = EXCHANGES.flatMap((mic) => {
    const calendar = calendars(mic);
    return calendar === undefined ? [] : marketSamples(calendar, atMs);
  });
  return [...Map.groupBy(samples, ({ labels }) => labels.metricName)].map(([name, ofName]) => ({
    name,
    type: name.endsWith("_total") ? "counter" : "gauge",
    help: HELP[name] ?? name,
    samples: ofName.map(({ labels, value }): MetricSample => {
      return { labels: { exchange: labels.get("exchange") ?? "" }, value };
    }),
  }));
}
