import type { World, WorldSample } from "./world.ts";

const METRICS = 100;
const SERIES_A_METRIC = 100;
/** One rule of ten fires, for ten of its hundred series: one comparison of a hundred is true. */
const FIRING_RULES = 10;

export interface ThresholdOptions {
  rules: number;
  /** Whether all rules read one metric, or each metric is read by a hundredth of them. */
  shape: "same" | "different";
  intervalSeconds: number;
}

/** `m > x` over 100 series each, of 10,000 series. */
export function thresholdWorld({ rules, shape, intervalSeconds }: ThresholdOptions): World {
  const series = Array.from({ length: METRICS * SERIES_A_METRIC }, (_, at) => seriesAt(at));
  return {
    name: `${shape}_${rules}`,
    ruleFile: ruleFile(rules, shape, intervalSeconds),
    rules,
    historySeconds: 0,
    stepSeconds: intervalSeconds,
    samplesAt: (second) =>
      series.map((one, at) => ({
        ...one,
        // Moves each time without crossing a threshold, so that annotations have to be written anew.
        value: (at % SERIES_A_METRIC) + (Math.floor(second / intervalSeconds) % 5) / 10,
      })),
  };
}

function seriesAt(at: number): Omit<WorldSample, "value"> {
  const instance = at % SERIES_A_METRIC;
  return {
    name: metricName(Math.floor(at / SERIES_A_METRIC)),
    type: "gauge",
    labels: {
      instance: `10.0.${Math.floor(instance / 10)}.${instance % 10}:9100`,
      job: "market-data",
      zone: `zone-${instance % 3}`,
    },
  };
}

const metricName = (metric: number): string => `bench_load_${metric}`;

function ruleFile(rules: number, shape: ThresholdOptions["shape"], intervalSeconds: number): string {
  const texts = Array.from({ length: rules }, (_, at) => {
    const metric = shape === "same" ? 0 : at % METRICS;
    // Metrics have as many firing rules as others: a rule's number says which metric it reads.
    const fires = Math.floor(at / METRICS) % FIRING_RULES === 0;
    const threshold = fires ? SERIES_A_METRIC - 10.5 : SERIES_A_METRIC + 1;
    return `      - alert: Load${at}
        expr: ${metricName(metric)} > ${threshold}
        labels: { severity: warning }
        annotations:
          summary: "{{ $labels.instance }} has a load of {{ $value }}"`;
  });
  return `groups:
  - name: thresholds
    interval: ${intervalSeconds}s
    rules:
${texts.join("\n")}
`;
}
