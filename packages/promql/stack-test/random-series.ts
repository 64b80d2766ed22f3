import { ExponentialHistogram } from "@mystocks/histogram";
import { Labels } from "../index.ts";
import type { Series } from "../index.ts";
import type { Random } from "./random.ts";

/** Data begin here, a whole number of days after 1970, so that grids of all steps meet. */
export const START_MS = 20_000 * 86_400_000;
export const SPAN_MS = 100 * 60_000;
const GRID_MS = 15_000;
const BOUNDS = ["0.1", "0.5", "1", "2.5", "5", "+Inf"];

/** `high`: always far above what it rises, each reset halves it. `regular`: near 0, but without holes, jitter and markers. */
type CounterShape = "any" | "high" | "regular";
type Times = { times: number[]; stale: boolean[] };

/**
 * Series as a scraper leaves them, and worse: on a grid and beside it, with holes, resets, staleness markers, with
 * NaN and infinities. Values are whole eighths, so that most sums are exact.
 */
export function randomSeries(random: Random, { forPrometheus2 }: { forPrometheus2: boolean }): Series[] {
  const series: Series[] = [];
  // Prometheus 2 fills up a counter's range otherwise where it has a hole and may have begun at 0.
  const counterShape = (): CounterShape => (forPrometheus2 ? random.pick(["high", "regular"]) : "any");
  for (const job of ["api", "db"]) {
    for (const instance of ["a", "b", "c"]) {
      series.push(
        counter(
          random,
          { __name__: "requests_total", job, instance, zone: random.pick(["x", "y"]) },
          counterShape(),
        ),
      );
      if (random.chance(0.8))
        series.push(counter(random, { __name__: "errors_total", job, instance }, counterShape()));
      series.push(gauge(random, { __name__: "load", job, instance, zone: random.pick(["x", "y"]) }));
    }
    series.push(gauge(random, { __name__: "capacity", job, tier: random.pick(["gold", "iron"]) }));
    series.push(...classicHistogram(random, job));
  }
  series.push(...distinct(random));
  series.push(odd(random, { __name__: "odd", job: "api" }), odd(random, { __name__: "odd", job: "db" }));
  if (!forPrometheus2) for (const job of ["api", "db", "web"]) series.push(nativeHistogram(random, job));
  return series;
}

/** Times of samples, with which of them are staleness markers. */
function times(random: Random): Times {
  const result: Times = { times: [], stale: [] };
  const jitterMs = random.pick([0, 0, 1, 700]);
  const stepMs = random.pick([GRID_MS, GRID_MS, 2 * GRID_MS]);
  for (let atMs = 0; atMs <= SPAN_MS; atMs += stepMs) {
    if (random.chance(0.02)) atMs += stepMs * random.whole(1, 30);
    if (random.chance(0.05)) continue;
    result.times.push(START_MS + atMs + random.whole(0, jitterMs));
    result.stale.push(random.chance(0.015));
  }
  return result;
}

function regularTimes(): Times {
  const all = Array.from({ length: SPAN_MS / GRID_MS + 1 }, (_, i) => START_MS + i * GRID_MS);
  return { times: all, stale: all.map(() => false) };
}

function counter(random: Random, labels: Record<string, string>, shape: CounterShape): Series {
  const at = shape === "regular" ? regularTimes() : times(random);
  let value = { any: random.pick([0, 0, 64, 100_000]), high: 2 ** 40, regular: 0 }[shape];
  const values = at.times.map((_, i) => {
    if (i > 0 && random.chance(0.015))
      value = (shape === "high" ? Math.floor(value / 2) : 0) + random.whole(0, 3);
    else if (i > 0) value += random.pick([0, 0, 1, 2, 3, 40]);
    return value;
  });
  return seriesOf(labels, at, values);
}

function gauge(random: Random, labels: Record<string, string>): Series {
  const at = times(random);
  let value = random.whole(-80, 80);
  const values = at.times.map(() => (value += random.whole(-16, 16) / 8));
  return seriesOf(labels, at, values);
}

/** Gauges of which no two ever have the same value. */
function distinct(random: Random): Series[] {
  const keys = ["api", "db", "web"].flatMap((job) => ["a", "b", "c"].map((instance) => ({ job, instance })));
  return keys.map((labels, i) => {
    const at = times(random);
    return seriesOf(
      { __name__: "distinct", ...labels },
      at,
      at.times.map(() => random.whole(-20, 20) + i / 16),
    );
  });
}

function odd(random: Random, labels: Record<string, string>): Series {
  const at = times(random);
  const values = at.times.map(() =>
    random.pick([0, -0, 1, -1, NaN, Infinity, -Infinity, 0.5, 1000, -2, 3, 7]),
  );
  return seriesOf(labels, at, values);
}

/** All buckets have their samples at the same times, or their counts would contradict each other. */
function classicHistogram(random: Random, job: string): Series[] {
  const at = times(random);
  const counts = BOUNDS.map(() => 0);
  const columns: number[][] = BOUNDS.map(() => []);
  for (const _ of at.times) {
    if (random.chance(0.01)) counts.fill(0);
    for (const i of counts.keys()) counts[i]! += random.pick([0, 1, 2, 5]);
    let below = 0;
    for (const [i, count] of counts.entries()) columns[i]!.push((below += count));
  }
  return BOUNDS.map((le, i) => seriesOf({ __name__: "latency_bucket", job, le }, at, columns[i]!));
}

function nativeHistogram(random: Random, job: string): Series {
  const at = times(random);
  let current = new ExponentialHistogram();
  const histograms = at.times.map(() => {
    if (random.chance(0.015)) current = new ExponentialHistogram();
    for (let i = random.whole(0, 5); i > 0; i--) current.record(random.pick([0, 0.125, 0.5, 1, 1.5, 3, 40]));
    return current.clone();
  });
  const { stale } = at;
  return {
    ...seriesOf(
      { __name__: "latency", job },
      at,
      at.times.map(() => NaN),
    ),
    histograms: histograms.map((histogram, i) => (stale[i] ? undefined : histogram)),
  };
}

function seriesOf(labels: Record<string, string>, { times, stale }: Times, values: number[]): Series {
  return {
    labels: Labels.of(labels),
    length: times.length,
    times: Float64Array.from(times),
    values: Float64Array.from(values),
    stale: Uint8Array.from(stale, Number),
  };
}
