/** What is previewed over the week, each as an alert with `for: 2m`. */
export interface Scenario {
  name: string;
  expression: string;
  hasHistograms: boolean;
  /** How many of the operations fire, from the generated data. */
  firings: (operations: number) => number;
}

/** Each operation has 3 failures and 300 durations a minute, all week long; medians go from 1 ms to 100 ms. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "errors_by_operation",
    expression: "increase(mystocks_operation_errors_total[5m]) > 14",
    hasHistograms: false,
    firings: (operations) => operations,
  },
  {
    name: "error_ratio",
    expression: `sum by (operation) (rate(mystocks_operation_errors_total[5m]))
      / sum by (operation) (rate(mystocks_operation_duration_seconds_count[5m])) > 0.02`,
    hasHistograms: false,
    firings: () => 0,
  },
  {
    name: "p95_by_operation",
    expression: "histogram_quantile(0.95, rate(mystocks_operation_duration_seconds[5m])) > 2",
    hasHistograms: true,
    firings: () => 0,
  },
  {
    name: "p95_of_all",
    expression: "histogram_quantile(0.95, sum(rate(mystocks_operation_duration_seconds[5m]))) > 0.01",
    hasHistograms: true,
    firings: () => 1,
  },
  {
    name: "p95_by_classic_buckets",
    expression:
      "histogram_quantile(0.95, sum by (operation, le) (rate(mystocks_operation_duration_seconds_bucket[5m]))) > 20",
    hasHistograms: true,
    firings: () => 0,
  },
];
