import type { Counter, MeterProvider } from "@opentelemetry/api";

import { MARKET_DATA_POINTS, SCOPE } from "./names.ts";
import { perProvider } from "./per-provider.ts";

export interface MarketDataLabels {
  /** Where it came from: `akshare`, `tdx`, … */
  datasource: string;
  /** What it is, such as `tick` or `kline_1min`; never a single symbol. */
  dataType: string;
}

const instruments = perProvider((provider: MeterProvider): { points: Counter } => ({
  points: provider.getMeter(SCOPE).createCounter(MARKET_DATA_POINTS, {
    description: "Points of market data that were taken in and stored.",
  }),
}));

/** Counts points of market data as they are stored; a feed of which none comes within a session alerts. */
export function countMarketData(points: number, { datasource, dataType }: MarketDataLabels): void {
  instruments().points.add(points, { datasource, data_type: dataType });
}
