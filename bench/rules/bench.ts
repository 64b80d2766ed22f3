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
import { measureEvents } from "./events.ts";
import { gaugesMemory, operationsMemory } from "./live-memory.ts";
import { measure, type Measured } from "./measure.ts";
import { startPrometheusRival } from "./prometheus-rival.ts";
import type { Rival, ShownAlert } from "./rival.ts";
import { serviceWorld } from "./service-world.ts";
import { groupedWorld, thresholdWorld } from "./threshold-world.ts";
import type { World } from "./world.ts";

const TARGET_SECONDS = 1;
const SHAPES = ["same", "different", "own"] as const;
/** Of 10,000 rules: below this a group is judged whenever something it reads comes, too. */
const INTERVAL_SECONDS = 5;

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const dir = await mkdtemp(join(tmpdir(), "bench-rules-"));
  try {
    const ticks = quick ? 3 : 5;
    const figures: Record<string, number> = {};
    const worst = { seconds: 0, ratio: 0 };
    for (const makeWorld of worlds(quick)) {
      const { name, ours, peer } = await rivals(makeWorld, dir, ticks);
      const found = { ...figuresOf(`ours_${name}`, ours), ...figuresOf(`prometheus_${name}`, peer) };
      console.log(found);
      Object.assign(figures, found);
      worst.seconds = Math.max(worst.seconds, median(ours.tickSeconds));
      worst.ratio = Math.max(worst.ratio, median(ours.tickSeconds) / median(peer.tickSeconds));
    }
    if (!quick) Object.assign(figures, await eventFigures(dir), await memoryFigures(dir));
    return {
      bench: "rules",
      figures,
      peer: "Prometheus 2.42, the same rules and samples",
      ratio: round(worst.ratio),
      target: TARGET_SECONDS,
      met: worst.seconds < TARGET_SECONDS,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Made anew for each rival, since a world's counters only rise. */
function worlds(quick: boolean): (() => World)[] {
  const small = () => thresholdWorld({ rules: 1000, shape: "different", intervalSeconds: 1 });
  if (quick) return [small];
  return [
    small,
    ...SHAPES.map(
      (shape) => () => thresholdWorld({ rules: 10_000, shape, intervalSeconds: INTERVAL_SECONDS }),
    ),
    () => serviceWorld(INTERVAL_SECONDS),
  ];
}

/** One after the other, each with a core of its own; both must tell of the same alerts. */
async function rivals(makeWorld: () => World, dir: string, ticks: number) {
  const world = makeWorld();
  const ruleFile = join(dir, `${world.name}.yml`);
  await writeFile(ruleFile, world.ruleFile);
  const peer = await using(startPrometheusRival(ruleFile), (rival) => measure(rival, world, ticks));
  const ours = await withStore((url) =>
    using(startAlertingRival(url, ruleFile), (rival) => measure(rival, makeWorld(), ticks)),
  );
  if (peer.alerts.length === 0) throw new Error(`${world.name}: nothing fires`);
  deepStrictEqual(sorted(ours.alerts), sorted(peer.alerts));
  return { name: world.name, ours, peer };
}

/** 10,000 rules in 1,000 groups; what comes is read by ten of them. */
async function eventFigures(dir: string): Promise<Record<string, number>> {
  const world = groupedWorld(10_000, 4);
  const ruleFile = join(dir, `${world.name}.yml`);
  await writeFile(ruleFile, world.ruleFile);
  const { judgeSeconds, waitSeconds, judgementsASecond } = await withStore((url) =>
    using(startAlertingRival(url, ruleFile), (rival) => measureEvents(rival, world, 15)),
  );
  return {
    event_judge_ms: round(median(judgeSeconds) * 1000),
    event_wait_ms: round(median(waitSeconds) * 1000),
    event_judgements_a_second: round(judgementsASecond),
  };
}

async function memoryFigures(dir: string): Promise<Record<string, number>> {
  const ruleFile = join(dir, "none.yml");
  await writeFile(ruleFile, "groups: []\n");
  const figures: Record<string, number> = {};
  for (const [kind, fill] of [
    ["gauges", gaugesMemory],
    ["operations", operationsMemory],
  ] as const) {
    const { rssMiB, liveMiB } = await withStore((url) => using(startAlertingRival(url, ruleFile), fill));
    figures[`memory_10000_${kind}_rss_mib`] = Math.round(rssMiB);
    figures[`memory_10000_${kind}_live_mib`] = Math.round(liveMiB);
  }
  return figures;
}

async function using<One extends Rival, Result>(
  starting: Promise<One>,
  use: (rival: One) => Promise<Result>,
): Promise<Result> {
  const rival = await starting;
  try {
    return await use(rival);
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
