// Service → Collector → Kafka → recorder → PostgreSQL on one machine: the highest rate at which the lag stays flat,
// and what each process takes. Every span of a step must be stored exactly once before the step counts.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack } from "@mystocks/stack";
import { openStorePool } from "@mystocks/store";
import type { BenchResult } from "../result.ts";
import { runStep, type StepResult } from "./step.ts";

const TARGET_SPANS_PER_SECOND = 20_000;
const RATES = [5000, 10_000, 20_000, 30_000, 40_000];
const STEP_SECONDS = 15;
const QUICK = { rates: [20_000], seconds: 5 };
/** Flat: at the end of a step no more waits than this, and not much more than at its middle. */
const MOST_LAG_SECONDS = 2;
const MOST_GROWTH_SECONDS = 0.75;

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const dir = await mkdtemp(join(tmpdir(), "bench-pipeline-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  const stack = await startStack({
    dir,
    ports: "free",
    parts: ["kafka", "postgres", "recorder", "collector"],
  });
  const pool = openStorePool({ url: stack.databases.storeUrl, max: 1, applicationName: "bench" });
  try {
    const steps: StepResult[] = [];
    let first = 0;
    const rates = quick ? QUICK.rates : RATES;
    const seconds = quick ? QUICK.seconds : STEP_SECONDS;
    for (const spansPerSecond of rates) {
      const step = await runStep(stack, pool, { first, spansPerSecond, seconds });
      first += spansPerSecond * seconds;
      console.log(describe(step));
      steps.push(step);
      if (!isFlat(step)) break;
    }
    return resultOf(steps);
  } finally {
    await pool.end();
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function isFlat({ spansPerSecond, acknowledgedPerSecond, lagSeconds }: StepResult): boolean {
  return (
    acknowledgedPerSecond > 0.97 * spansPerSecond &&
    lagSeconds.end < MOST_LAG_SECONDS &&
    lagSeconds.end - lagSeconds.middle < MOST_GROWTH_SECONDS
  );
}

function resultOf(steps: readonly StepResult[]): BenchResult {
  const flat = steps.filter(isFlat);
  const best = flat.at(-1) ?? steps[0]!;
  const reached = flat.length === 0 ? 0 : best.spansPerSecond;
  const parts = Object.keys(best.processors).flatMap((name) => [
    [`${name}_processors`, rounded(best.processors[name]!)],
    [`${name}_rss_mib`, Math.round(best.residentMib[name]!)],
  ]);
  return {
    bench: "pipeline",
    figures: {
      flat_spans_per_second: reached,
      lag_at_end_seconds: rounded(best.lagSeconds.end),
      resent_requests: best.resent,
      ...(Object.fromEntries(parts) as Record<string, number>),
    },
    peer: "none stores exactly once; the ratio is to the target rate",
    ratio: rounded(reached / TARGET_SPANS_PER_SECOND),
    target: 1,
    met: reached >= TARGET_SPANS_PER_SECOND,
  };
}

function describe({
  spansPerSecond,
  acknowledgedPerSecond,
  lagSeconds,
  processors,
  residentMib,
}: StepResult): string {
  const parts = Object.entries(processors).map(
    ([name, used]) => `${name} ${used.toFixed(2)} processors, ${residentMib[name]!.toFixed(0)} MiB`,
  );
  const lag = `lag ${lagSeconds.middle.toFixed(2)} s, ${lagSeconds.end.toFixed(2)} s`;
  return `${spansPerSecond} spans/s: ${acknowledgedPerSecond.toFixed(0)} taken, ${lag}; ${parts.join("; ")}`;
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;
