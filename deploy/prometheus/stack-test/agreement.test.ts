import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Stack } from "@mystocks/stack";

import { CLASSIC, NATIVE, type HistogramKind } from "./histogram-kinds.ts";
import { startNativePrometheus, type NativePrometheus } from "./native-prometheus.ts";
import { scrapesOf } from "./scrapes.ts";
import { percentile95, placeOf, throughBuckets } from "./percentile.ts";
import { readBoth, type Read } from "./read-both.ts";
import { startWorkload, type Workload } from "./workload-process.ts";

/*
 * One known workload, read from Prometheus and from Monitor over the same time; AGREEMENT_SECONDS=300 spreads it
 * over the five minutes that dashboards and rules look at.
 *
 * Count and error rate come from counters on both sides and agree in general. The range goes from scrape to scrape:
 * beyond its first and last sample `increase` adds a guess (up to one interval's worth, 2 s of 300), and what a series
 * began with it can't count, so one operation comes before the rest.
 *
 * The 95th percentile agrees in general with native histograms, whose buckets are those of Monitor's sketch. Classic
 * buckets only know between which bounds it lies: there Prometheus is held to what such buckets say of the same
 * durations, and Monitor's figure to lie in the same bucket.
 */
const ONE_PERCENT = 0.01;
const SECONDS = Number(process.env.AGREEMENT_SECONDS ?? 24);
const OPERATIONS = 1_200;

let dir: string;
let stack: Stack;
let native: NativePrometheus | undefined;
const workloads: Workload[] = [];
const reads = new Map<HistogramKind, Read>();

beforeAll(
  async () => {
    dir = await mkdtemp(join(tmpdir(), "mystocks-agreement-"));
    await chmod(dir, 0o755);
    const parts = [
      "kafka",
      "postgres",
      "alertmanager",
      "prometheus",
      "recorder",
      "api",
      "collector",
    ] as const;
    stack = await Stack.open({ dir, ports: "free", parts });
    await stack.start();
    native = await startNativePrometheus(new URL(stack.urls.services).host);
    await Promise.all([read(CLASSIC, stack.urls.prometheus), read(NATIVE, native.url)]);
  },
  600_000 + SECONDS * 1_000,
);

afterAll(async () => {
  for (const workload of workloads) await workload.end();
  await native?.stop();
  await stack.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}, 120_000);

async function read(kind: HistogramKind, prometheusUrl: string): Promise<void> {
  const { service, collection, aggregation } = kind;
  const settings = {
    service,
    collection,
    otlp: stack.urls.otlp,
    aggregation,
    operations: OPERATIONS,
    seconds: SECONDS,
  };
  const workload = await startWorkload(settings);
  workloads.push(workload);
  reads.set(
    kind,
    await readBoth({ stack, prometheusUrl, kind, workload }).catch(async (cause: unknown) => {
      throw new Error(`${service}: ${await scrapesOf(prometheusUrl)}`, { cause });
    }),
  );
}

const apart = (a: number, b: number): number => Math.abs(a - b) / b;

describe.each([
  ["classic buckets", CLASSIC],
  ["native histograms", NATIVE],
])("with %s", (_, kind) => {
  test("count and error rate of an operation agree within 1 %", () => {
    const { prometheus, monitor } = reads.get(kind)!;
    expect(monitor.count).toBe(OPERATIONS);
    expect(apart(prometheus.count, monitor.count)).toBeLessThan(ONE_PERCENT);
    const errorRates = [prometheus, monitor].map(({ errors, count }) => errors / count);
    expect(apart(errorRates[0]!, errorRates[1]!)).toBeLessThan(ONE_PERCENT);
  });

  test("Monitor's 95th percentile is that of the durations, within 1 %", () => {
    const { monitor, durations } = reads.get(kind)!;
    expect(apart(monitor.p95Seconds, percentile95(durations))).toBeLessThan(ONE_PERCENT);
  });
});

test("with native histograms the 95th percentile agrees within 1 %", () => {
  const { prometheus, monitor } = reads.get(NATIVE)!;
  expect(apart(prometheus.p95Seconds, monitor.p95Seconds)).toBeLessThan(ONE_PERCENT);
});

test("with classic buckets it is what those buckets say of the same durations, and lies in Monitor's bucket", () => {
  const { prometheus, monitor, durations } = reads.get(CLASSIC)!;
  expect(apart(prometheus.p95Seconds, throughBuckets(durations))).toBeLessThan(ONE_PERCENT);
  expect(placeOf(prometheus.p95Seconds)).toBe(placeOf(monitor.p95Seconds));
});
