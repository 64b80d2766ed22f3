import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { EvaluationOptions, Series } from "../index.ts";
import { compareWith } from "./conformance.ts";
import type { ConformanceReport } from "./conformance.ts";
import { startPrometheus } from "../testing/index.ts";
import type { RealPrometheus } from "../testing/index.ts";
import { randomSeries } from "./random-series.ts";
import { Random } from "./random.ts";

const SEED = 20_261_124;
// Ten seconds as a rule; how often each part is asked must not depend on how busy the machine is.
const TIMEOUT_MS = 300_000;
const version = spawnSync("prometheus", ["--version"], { encoding: "utf8" }).stdout ?? "";
// Debian 12's; what is known to differ in it is avoided by name in productions.ts and random-series.ts.
const isThere = /version 2\.42\./u.test(version);
const testWithPrometheus = isThere ? test : test.skip;

let prometheus: RealPrometheus | undefined;
let series: Series[] = [];

beforeAll(async () => {
  if (!isThere) return;
  series = randomSeries(new Random(SEED), { forPrometheus2: true });
  prometheus = await startPrometheus("prometheus", []);
  await prometheus.write(series);
});

afterAll(() => prometheus?.stop());

function compare(
  leastAssertions: number,
  leastOfEach: number,
  options: { evaluation?: EvaluationOptions; series?: Series[] } = {},
): Promise<ConformanceReport> {
  return compareWith(prometheus!, options.series ?? series, {
    seed: SEED,
    dialect: "2.42",
    evaluation: { rangeBoundary: "closed", ...options.evaluation },
    leastAssertions,
    leastOfEach,
    deadlineMs: Date.now() + TIMEOUT_MS - 15_000,
  });
}

testWithPrometheus(
  "Prometheus answers the same to random questions about random series",
  async () => {
    const report = await compare(100_000, 100);
    console.log(
      `${report.expressions} expressions, ${report.assertions} assertions, ${report.errors} errors`,
    );
    expect(report.mismatches).toEqual([]);
    expect(report.assertions).toBeGreaterThanOrEqual(100_000);
    expect([...report.counts].filter(([, count]) => count < 100)).toEqual([]);
  },
  TIMEOUT_MS,
);

testWithPrometheus.each<[string, EvaluationOptions]>([
  ["a range that leaves out the sample at its far end", { rangeBoundary: "left-open" }],
  ["a lookback that ends a millisecond early", { lookbackMs: 299_999 }],
  ["a subquery with another step", { defaultStepMs: 61_000 }],
])(
  "%s is found out",
  async (_, evaluation) => {
    const report = await compare(20_000, 0, { evaluation });
    expect(report.mismatches.length).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

testWithPrometheus(
  "one lost sample a series is found out",
  async () => {
    const report = await compare(20_000, 0, { series: series.map(withoutMiddle) });
    expect(report.mismatches.length).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

testWithPrometheus(
  "a staleness marker that is overlooked is found out",
  async () => {
    const unmarked = series.map((one) => ({ ...one, stale: new Uint8Array(one.length) }));
    const report = await compare(20_000, 0, { series: unmarked });
    expect(report.mismatches.length).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

function withoutMiddle(one: Series): Series {
  const middle = one.length >> 1;
  const kept = (_: number, i: number): boolean => i !== middle;
  return {
    labels: one.labels,
    length: one.length - 1,
    times: one.times.filter(kept),
    values: one.values.filter(kept),
    stale: one.stale!.filter(kept),
  };
}
