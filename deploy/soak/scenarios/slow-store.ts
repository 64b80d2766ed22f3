import { setTimeout as delay } from "node:timers/promises";
import { checkCounts } from "../check-counts.ts";
import { startLoad } from "../load.ts";
import { withPipeline, type Outcome, type Say } from "../scenario.ts";

export interface SlowStoreOptions {
  seconds: number;
  spansPerSecond: number;
  say: Say;
}

/** Of each second, how much the store stands still: what a disk does that others use up. */
const STILL_MS = 900;
const GOING_MS = 100;

/** PostgreSQL gets on only a tenth of the time: what comes waits in Kafka, and nothing is lost. */
export function slowStore({ seconds, spansPerSecond, say }: SlowStoreOptions): Promise<Outcome> {
  return withPipeline({ say }, async (stack) => {
    const spans = seconds * spansPerSecond;
    const load = startLoad({ url: stack.urls.otlp, spans, spansPerSecond });
    const store = stack.part("postgres");
    const untilMs = Date.now() + seconds * 1000;
    let pauses = 0;
    for (; Date.now() < untilMs; pauses++) {
      await store.pause();
      await delay(STILL_MS);
      await store.resume();
      await delay(GOING_MS);
    }
    await load.done;
    const { figures, broken } = await checkCounts(stack, { spans, patienceMs: 120_000 });
    return { figures: { spans, pauses, resent_requests: load.resent, ...figures }, broken };
  });
}
