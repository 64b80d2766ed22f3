/** How an operation's durations reach Prometheus, and what is asked there. */
export interface HistogramKind {
  service: string;
  /** Table of its operations. */
  collection: string;
  /** Of the SDK: OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION. */
  aggregation: "explicit_bucket_histogram" | "base2_exponential_bucket_histogram";
  /** Counter of operations as it is. */
  total: string;
  count(range: string): string;
  p95(range: string): string;
}

const DURATION = "mystocks_operation_duration_seconds";
const of = (service: string) => `{service="${service}"}`;

/** What every Prometheus has, and what the dashboards read. */
export const CLASSIC: HistogramKind = {
  service: "agreed-classic",
  collection: "daily_kline",
  aggregation: "explicit_bucket_histogram",
  total: `${DURATION}_count${of("agreed-classic")}`,
  count: (range) => `sum(increase(${DURATION}_count${of("agreed-classic")}[${range}]))`,
  p95: (range) =>
    `histogram_quantile(0.95, sum by (le) (rate(${DURATION}_bucket${of("agreed-classic")}[${range}])))`,
};

/**
 * An option of Prometheus 2.40 and newer. 2.42 reads a whole family as its first series is, and the Collector writes them
 * in the order of their labels' values: this table comes before the other's.
 */
export const NATIVE: HistogramKind = {
  service: "agreed-native",
  collection: "adjusted_kline",
  aggregation: "base2_exponential_bucket_histogram",
  total: `histogram_count(${DURATION}${of("agreed-native")})`,
  count: (range) => `histogram_count(sum(increase(${DURATION}${of("agreed-native")}[${range}])))`,
  p95: (range) => `histogram_quantile(0.95, sum(rate(${DURATION}${of("agreed-native")}[${range}])))`,
};
