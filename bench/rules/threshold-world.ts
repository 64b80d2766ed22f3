import type { World, WorldSample } from "./world.ts";

const METRICS = 100;
const SERIES_A_METRIC = 100;
/** One rule of ten fires, for ten of its hundred series: one comparison of a hundred is true. */
const FIRING_RULES = 10;

/**
 * What rules read: `same`: all one metric; `different`: each metric is read by a hundredth of them; `own`: each has a
 * selector that no other has, so that nothing read for one rule serves another.
 */
type Shape = "same" | "different" | "own";

export interface ThresholdOptions {
  rules: number;
  shape: Shape;
  intervalSeconds: number;
}

/** `m > x` over 100 series each, of 10,000 series, in one group. */
export function thresholdWorld({ rules, shape, intervalSeconds }: ThresholdOptions): World {
  const texts = Array.from({ length: rules }, (_, at) =>
    thresholdRule(at, selectorOf(at, shape), Math.floor(at / METRICS) % FIRING_RULES === 0),
  );
  return {
    name: `${shape}_${rules}`,
    ruleFile: ["groups:", ...groupOf("thresholds", intervalSeconds, texts)].join("\n"),
    rules,
    historySeconds: 0,
    stepSeconds: intervalSeconds,
    samplesAt: loadsOf(intervalSeconds),
  };
}

/** As many groups as `rules` / 10, of which one alone reads `bench_load_0`. */
export function groupedWorld(rules: number, intervalSeconds: number): World {
  const groups = Array.from({ length: rules / 10 }, (_, group) => {
    const metric = group === 0 ? 0 : 1 + ((group - 1) % (METRICS - 1));
    const texts = Array.from({ length: 10 }, (_, at) =>
      thresholdRule(group * 10 + at, metricName(metric), at === 0),
    );
    return groupOf(`group-${group}`, intervalSeconds, texts);
  });
  return {
    name: `grouped_${rules}`,
    ruleFile: ["groups:", ...groups.flat()].join("\n"),
    rules,
    historySeconds: 0,
    stepSeconds: intervalSeconds,
    samplesAt: loadsOf(intervalSeconds),
  };
}

/** 10,000 gauges; they move each time without crossing a threshold, so that annotations have to be written anew. */
export function loadsOf(stepSeconds: number): World["samplesAt"] {
  const series = Array.from({ length: METRICS * SERIES_A_METRIC }, (_, at) => seriesAt(at));
  return (second) =>
    series.map((one, at) => ({
      ...one,
      value: (at % SERIES_A_METRIC) + (Math.floor(second / stepSeconds) % 5) / 10,
    }));
}

export const metricName = (metric: number): string => `bench_load_${metric}`;

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

function selectorOf(at: number, shape: Shape): string {
  const name = metricName(shape === "same" ? 0 : at % METRICS);
  return shape === "own" ? `${name}{instance!="gone-${at}"}` : name;
}

function thresholdRule(at: number, selector: string, fires: boolean): string {
  const threshold = fires ? SERIES_A_METRIC - 10.5 : SERIES_A_METRIC + 1;
  return `      - alert: Load${at}
        expr: ${selector} > ${threshold}
        labels: { severity: warning }
        annotations:
          summary: "{{ $labels.instance }} has a load of {{ $value }}"`;
}

function groupOf(name: string, intervalSeconds: number, rules: readonly string[]): string[] {
  return [`  - name: ${name}`, `    interval: ${intervalSeconds}s`, "    rules:", ...rules];
}
