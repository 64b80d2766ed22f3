import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "@mystocks/stack";
import type pg from "pg";
import { checkCounts } from "../check-counts.ts";
import { startLoad } from "../load.ts";
import { withPipeline, withStore, type Outcome, type Say } from "../scenario.ts";

export interface RebalancesOptions {
  minutes: number;
  spansPerSecond: number;
  say: Say;
}

const MOST_STALL_SECONDS = 30;
const NOTED_STALL_SECONDS = 10;
/** A heap is flat when its second half is at most so much over its first. */
const GROWTH_MIB = 48;

/** A recorder leaves and comes back each minute: the other goes on, and memory stays what it was. */
export function rebalances({ minutes, spansPerSecond, say }: RebalancesOptions): Promise<Outcome> {
  return withPipeline({ recorders: 2, say }, async (stack) => {
    const spans = minutes * 60 * spansPerSecond;
    const load = startLoad({ url: stack.urls.otlp, spans, spansPerSecond });
    const watch = watchStalls(stack, say);
    for (let minute = 1; minute <= minutes; minute++) {
      await pause(30_000);
      say(`minute ${minute} of ${minutes}: recorder-2 leaves`);
      await stack.part("recorder-2").stop();
      await pause(15_000);
      await stack.part("recorder-2").start();
      await pause(15_000);
    }
    await load.done;
    const { longestSeconds, resident } = await watch.end();
    const { figures, broken } = await checkCounts(stack, { spans, patienceMs: 60_000 });
    if (longestSeconds > MOST_STALL_SECONDS) broken.push(`nothing was stored for ${longestSeconds} s`);
    const half = resident.length >> 1;
    const [first, second] = [median(resident.slice(0, half)), median(resident.slice(half))];
    if (second > first + GROWTH_MIB)
      broken.push(`the recorder grew from ${first.toFixed(0)} to ${second.toFixed(0)} MiB`);
    return {
      figures: {
        spans,
        rebalances: minutes * 2,
        longest_stall_seconds: longestSeconds,
        recorder_first_half_mib: first,
        recorder_second_half_mib: second,
        ...figures,
      },
      broken,
    };
  });
}

/** Looks each second how old the newest commit is, and how large the recorder that stays. */
function watchStalls(stack: Stack, say: Say) {
  const ended = new AbortController();
  const resident: number[] = [];
  let longestSeconds = 0;
  const looking = withStore(stack, async (pool) => {
    while (!ended.signal.aborted) {
      await pause(1000, undefined, { signal: ended.signal }).catch(() => {});
      const seconds = await secondsSinceCommit(pool);
      if (seconds > NOTED_STALL_SECONDS) say(`nothing was stored for ${seconds.toFixed(0)} s`);
      longestSeconds = Math.max(longestSeconds, seconds);
      resident.push(((await stack.part("recorder").residentBytes()) ?? 0) / 2 ** 20);
    }
  });
  return {
    async end() {
      ended.abort();
      await looking;
      return { longestSeconds, resident };
    },
  };
}

async function secondsSinceCommit(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ seconds: number | null }>(
    "SELECT extract(epoch FROM clock_timestamp() - max(observed_at))::float8 AS seconds FROM telemetry.pulse_batch WHERE spans > 0",
  );
  return rows[0]!.seconds ?? 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
