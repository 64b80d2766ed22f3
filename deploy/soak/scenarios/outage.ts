import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "@mystocks/stack";
import { checkCounts } from "../check-counts.ts";
import { storedSpans } from "../counts.ts";
import { startLoad } from "../load.ts";
import { withPipeline, withStore, type Outcome, type Say } from "../scenario.ts";

export interface OutageOptions {
  /** What is away. */
  part: "postgres" | "kafka";
  outageSeconds: number;
  spansPerSecond: number;
  say: Say;
}

const BEFORE_SECONDS = 5;
const AFTER_SECONDS = 5;
/** Seconds of load that are stored in one second of catching up; a short outage is mostly the start of its end. */
const CATCH_UP_TARGET = 10;
const CATCH_UP_COUNTS_FROM_SECONDS = 30;
/** What a heap may grow by without it being what waits. */
const GROWTH_MIB = 96;

/** A part is away under load: memory stays flat, nothing is lost, and what waited is stored soon after. */
export function outage({ part, outageSeconds, spansPerSecond, say }: OutageOptions): Promise<Outcome> {
  return withPipeline({ say }, async (stack) => {
    const seconds = BEFORE_SECONDS + outageSeconds + AFTER_SECONDS;
    const spans = seconds * spansPerSecond;
    const load = startLoad({ url: stack.urls.otlp, spans, spansPerSecond, connections: 8 });
    await pause(BEFORE_SECONDS * 1000);
    const before = await residentMib(stack);
    say(`${part} is away for ${outageSeconds} s`);
    await stack.part(part).kill();
    const peak = await watchMemory(stack, outageSeconds * 1000);
    await stack.part(part).start();
    const catchUpSeconds = await caughtUpAfter(stack, load, outageSeconds * spansPerSecond);
    await load.done;
    const { figures, broken } = await checkCounts(stack, { spans, patienceMs: 120_000 });
    const ratio = outageSeconds / catchUpSeconds;
    if (ratio < CATCH_UP_TARGET && outageSeconds >= CATCH_UP_COUNTS_FROM_SECONDS)
      broken.push(`caught up ${ratio.toFixed(1)} times as fast as it came, not ${CATCH_UP_TARGET}`);
    for (const [name, mib] of Object.entries(peak))
      if (mib > before[name]! + GROWTH_MIB)
        broken.push(`${name} grew from ${before[name]!.toFixed(0)} to ${mib.toFixed(0)} MiB`);
    const memory = Object.entries(peak).flatMap(([name, mib]) => [
      [`${name}_before_mib`, before[name]!],
      [`${name}_peak_mib`, mib],
    ]);
    return {
      figures: {
        spans,
        outage_seconds: outageSeconds,
        catch_up_seconds: catchUpSeconds,
        catch_up_ratio: ratio,
        resent_requests: load.resent,
        ...(Object.fromEntries(memory) as Record<string, number>),
        ...figures,
      },
      broken,
    };
  });
}

const WATCHED = ["recorder", "collector"];

async function residentMib(stack: Stack): Promise<Record<string, number>> {
  const sizes = await Promise.all(
    WATCHED.map(async (name) => [name, ((await stack.part(name).residentBytes()) ?? 0) / 2 ** 20] as const),
  );
  return Object.fromEntries(sizes);
}

async function watchMemory(stack: Stack, milliseconds: number): Promise<Record<string, number>> {
  const untilMs = Date.now() + milliseconds;
  const peak = await residentMib(stack);
  while (Date.now() < untilMs) {
    await pause(Math.min(500, untilMs - Date.now()));
    for (const [name, mib] of Object.entries(await residentMib(stack)))
      peak[name] = Math.max(peak[name]!, mib);
  }
  return peak;
}

/** Seconds from when the part serves again until so many spans that waited are stored beside what was before. */
async function caughtUpAfter(stack: Stack, load: { acknowledged: number }, waited: number): Promise<number> {
  const backMs = Date.now();
  const acknowledged = load.acknowledged;
  return withStore(stack, async (pool) => {
    await storedSpans(pool, Math.max(acknowledged, waited), 120_000);
    return (Date.now() - backMs) / 1000;
  });
}
