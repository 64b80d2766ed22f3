// A service whose every operation is known: run with the telemetry preload. It says what it did, line by line in JSON.
import { setTimeout as delay } from "node:timers/promises";

import { trackOperation } from "@mystocks/telemetry";

const [collection, ...numbers] = process.argv.slice(2) as [string, string, string];
const [operations, seconds] = numbers.map(Number) as [number, number];
const OPTIONS = { classification: "DAILY_KLINE", database: "PostgreSQL", collection };
/** One in so many fails. */
const FAILS_EVERY = 20;
const SHORTEST_MS = 5;
const LONGEST_MS = 3_000;

/** One that fails, so that every series is there before what is counted begins. */
await operation(SHORTEST_MS, true);
say({ ready: true });
await new Promise((go) => process.stdin.once("data", go));
const durations = await Promise.all(
  Array.from({ length: operations }, async (_, index) => {
    await delay((index * seconds * 1_000) / operations);
    return operation(askedMs(index), index % FAILS_EVERY === 0);
  }),
);
say({ durations });
// Lives on until it is ended: a service that is gone has no figures. An open stdin keeps it.

/** Evenly spread over the logarithm, in an order without a trend: the golden ratio's multiples. */
function askedMs(index: number): number {
  const share = (index * 0.618_033_988_75) % 1;
  return SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** share;
}

/** @returns how long it took, in seconds */
async function operation(ms: number, fails: boolean): Promise<number> {
  const begun = performance.now();
  try {
    await trackOperation("agreed_load", OPTIONS, async () => {
      await delay(ms);
      if (fails) throw new Error("as agreed");
    });
  } catch {
    // It is counted; that is what it is for.
  }
  return (performance.now() - begun) / 1_000;
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
