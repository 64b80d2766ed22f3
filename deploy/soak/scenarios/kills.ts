import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "@mystocks/stack";
import { checkCounts } from "../check-counts.ts";
import { startLoad, type Load } from "../load.ts";
import { evenly, seededRandom } from "../random.ts";
import { withPipeline, type Outcome, type Say } from "../scenario.ts";

export interface KillsOptions {
  spans: number;
  kills: number;
  /** With two, their kills are rebalances too. */
  recorders: number;
  seed: number;
  say: Say;
}

const LOAD_PER_SECOND = 4000;
const CATCH_UP_MS = 90_000;

/** Random processes of the pipeline are killed while spans come: each span is stored once and counted once. */
export function kills(options: KillsOptions): Promise<Outcome> {
  const { spans, recorders, say } = options;
  return withPipeline({ recorders, say }, async (stack) => {
    const beganMs = Date.now();
    const load = startLoad({ url: stack.urls.otlp, spans, spansPerSecond: LOAD_PER_SECOND, connections: 6 });
    const killed = await killDuring(stack, load, options);
    await load.done;
    const sentSeconds = (Date.now() - beganMs) / 1000;
    const { figures, broken } = await checkCounts(stack, { spans, patienceMs: CATCH_UP_MS });
    if (load.resent === 0) broken.push("no request failed: the kills hit nothing");
    return {
      figures: { spans, ...killed, resent_requests: load.resent, sent_seconds: sentSeconds, ...figures },
      broken,
    };
  });
}

async function killDuring(
  stack: Stack,
  load: Load,
  { spans, kills: count, seed, say }: KillsOptions,
): Promise<Record<string, number>> {
  const parts = stack.parts.map(({ name }) => name);
  const killed = Object.fromEntries(parts.map((name) => [`kills_of_${name.replace("-", "_")}`, 0]));
  for (const [at, name] of evenly(parts, count, seededRandom(seed)).entries()) {
    const goal = (spans * (at + 1)) / (count + 1);
    // Half of what follows may come while the part is gone: the rest is for the kills that follow.
    load.limit = (spans * (at + 1.5)) / (count + 1);
    while (load.acknowledged < goal) await Promise.race([pause(20), load.done]);
    const part = stack.part(name);
    say(`kill ${at + 1} of ${count}: ${name}, ${load.acknowledged} spans acknowledged`);
    await part.kill();
    await part.start();
    killed[`kills_of_${name.replace("-", "_")}`]! += 1;
  }
  load.limit = Infinity;
  return killed;
}
