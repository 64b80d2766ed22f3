import { expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import { evaluateInstant, FloatHistogram, Labels, parse, type SeriesStore } from "@mystocks/promql";
import { MemorySeries } from "@mystocks/rules";
import { array, assert, constantFrom, integer, property } from "fast-check";
import { LiveStore } from "./live-store.ts";

const START = 1_800_000_000_000;
const SECOND = 1000;
const LABELS = Labels.of({ __name__: "job:latency:sum", job: "loads" });

/** Evaluated on what keeps every sample, which is held against a real Prometheus elsewhere. */
const EXPRESSIONS = [
  "histogram_quantile(0.9, rate(job:latency:sum[50s]))",
  "histogram_count(increase(job:latency:sum[50s]))",
  "histogram_sum(job:latency:sum)",
  "histogram_avg(avg_over_time(job:latency:sum[30s]))",
  "count_over_time(job:latency:sum[50s])",
];

test("histograms that a rule records are read as Prometheus reads them, resets and ends included", () => {
  const step = constantFrom("add", "add", "add", "add", "reset", "stale", "nothing");
  assert(
    property(array(step, { minLength: 2, maxLength: 59 }), integer({ min: 1, max: 59 }), (steps, seed) => {
      const live = new LiveStore(START);
      const all = new MemorySeries();
      let total = new ExponentialHistogram();
      steps.forEach((kind, at) => {
        const timeMs = START + at * SECOND;
        if (kind === "reset") total = new ExponentialHistogram();
        total = total.clone();
        total.record(0.01 * (1 + ((seed * (at + 1)) % 97)));
        for (const store of [live, all]) {
          if (kind === "stale") store.markStale(LABELS, timeMs);
          else if (kind !== "nothing") store.append(LABELS, timeMs, FloatHistogram.fromExponential(total));
        }
        live.tick(timeMs);
      });
      const nowMs = START + (steps.length - 1) * SECOND;
      for (const expression of EXPRESSIONS)
        expect(valueOf(live, expression, nowMs)).toEqual(valueOf(all, expression, nowMs));
    }),
  );
});

test("over a longer time a rate is that of Prometheus but for the ten seconds between two samples", () => {
  const live = new LiveStore(START);
  const all = new MemorySeries();
  const total = new ExponentialHistogram();
  const endMs = START + 900 * SECOND;
  for (let timeMs = START; timeMs <= endMs; timeMs += SECOND) {
    total.record(0.1);
    for (const store of [live, all]) store.append(LABELS, timeMs, FloatHistogram.fromExponential(total));
    live.tick(timeMs);
  }
  for (const range of ["5m", "14m"]) {
    const expression = `histogram_count(rate(job:latency:sum[${range}]))`;
    expect(valueOf(live, expression, endMs)).toBeCloseTo(valueOf(all, expression, endMs)!, 2);
  }
  expect(valueOf(live, "count_over_time(job:latency:sum[14m])", endMs)).toBeLessThan(100);
});

function valueOf(store: SeriesStore, expression: string, atMs: number): number | undefined {
  const result = evaluateInstant(parse(expression), store, atMs);
  return result.type === "vector" ? result.samples[0]?.value : undefined;
}
