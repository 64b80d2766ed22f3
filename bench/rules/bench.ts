// Rules judged by the whole of alerting (rule file, live series, store) beside Prometheus with the same rule file and
// samples. What fires is compared before anything is timed.
import { deepStrictEqual } from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { migrate, openStorePool } from "@mystocks/store";
import type { BenchResult } from "../result.ts";
import { startAlertingRival } from "./alerting-rival.ts";
import { measure, type Measured } from "./measure.ts";
import { startPrometheusRival } from "./prometheus-rival.ts";
import type { ShownAlert } from "./rival.ts";
import { thresholdWorld } from "./threshold-world.ts";
import type { World } from "./world.ts";

const TARGET_SECONDS = 1;

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const dir = await mkdtemp(join(tmpdir(), "bench-rules-"));
  try {
    const ticks = quick ? 3 : 7;
    const shapes = ["same", "different"] as const;
    const worlds = (quick ? [1000] : [1000, 10_000]).flatMap((rules) =>
      shapes.map((shape) => thresholdWorld({ rules, shape, intervalSeconds: rules > 1000 ? 5 : 1 })),
    );
    const figures: Record<string, number> = {};
    let [slowest, ratio] = [0, 0];
    for (const world of worlds) {
      const { ours, peer } = await rivals(world, dir, ticks);
      Object.assign(
        figures,
        figuresOf(`ours_${world.name}`, ours),
        figuresOf(`prometheus_${world.name}`, peer),
      );
      slowest = Math.max(slowest, median(ours.tickSeconds));
      ratio = Math.max(ratio, median(ours.tickSeconds) / median(peer.tickSeconds));
    }
    return {
      bench: "rules",
      figures,
      peer: "Prometheus 2.42, the same rules and samples",
      ratio: round(ratio),
      target: TARGET_SECONDS,
      met: slowest < TARGET_SECONDS,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** One after the other, each with a core of its own; both must tell of the same alerts. */
async function rivals(world: World, dir: string, ticks: number): Promise<{ ours: Measured; peer: Measured }> {
  const ruleFile = join(dir, `${world.name}.yml`);
  await writeFile(ruleFile, world.ruleFile);
  const peer = await measureAndStop(startPrometheusRival(ruleFile), world, ticks);
  const ours = await withStore((url) => measureAndStop(startAlertingRival(url, ruleFile), world, ticks));
  deepStrictEqual(sorted(ours.alerts), sorted(peer.alerts));
  return { ours, peer };
}

async function measureAndStop(
  starting: ReturnType<typeof startPrometheusRival>,
  world: World,
  ticks: number,
): Promise<Measured> {
  const rival = await starting;
  try {
    return await measure(rival, world, ticks);
  } finally {
    await rival.stop();
  }
}

async function withStore<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-rules-store-"));
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    const pool = openStorePool({ url: server.url(), applicationName: "bench" });
    await migrate(pool);
    await pool.end();
    return await use(server.url());
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function sorted(alerts: readonly ShownAlert[]): string[] {
  return alerts
    .map(({ labels, state }) =>
      JSON.stringify([Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)), state]),
    )
    .sort();
}

function figuresOf(name: string, measured: Measured): Record<string, number> {
  return {
    [`${name}_tick_s`]: round(median(measured.tickSeconds)),
    [`${name}_tick_worst_s`]: round(Math.max(...measured.tickSeconds)),
    [`${name}_processor_s`]: round(measured.processorSecondsATick),
    [`${name}_rss_mib`]: Math.round(measured.rssMiB),
    [`${name}_alerts`]: measured.alerts.length,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
