// What trackOperation costs beside the least an author would write by hand: a span with the same attributes and one
// histogram point with the same labels. Same process, same SDK versions, no exporter on either side (it would cost
// both the same and make the ratio look better); ours runs with the stamping processor that the preload installs.
import type { BenchResult } from "../result.ts";
import { checkCounts } from "./counts.ts";
import { byHand, byTrackOperation, startSdk } from "./sides.ts";

const TARGET = 1.3;
const OPERATIONS = 20_000;

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const sdk = startSdk();
  const rounds = quick ? 7 : 21;
  await nsPerCall(byHand(sdk), OPERATIONS);
  await nsPerCall(byTrackOperation(), OPERATIONS);
  await checkCounts(sdk, OPERATIONS);
  const hand: number[] = [];
  const tracked: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Alternating order: what one round leaves for the garbage collector must not always fall on the same side.
    const order = round % 2 === 0 ? [hand, tracked] : [tracked, hand];
    for (const side of order) {
      side.push(await nsPerCall(side === hand ? byHand(sdk) : byTrackOperation(), OPERATIONS));
    }
  }
  await checkCounts(sdk, OPERATIONS * (rounds + 1));
  await sdk.shutdown();
  const ratio = median(tracked) / median(hand);
  return {
    bench: "track-operation",
    figures: {
      trackOperationNs: Math.round(median(tracked)),
      byHandNs: Math.round(median(hand)),
      trackOperationSpreadNs: Math.round(spread(tracked)),
      byHandSpreadNs: Math.round(spread(hand)),
      rounds,
      operationsPerRound: OPERATIONS,
    },
    peer: "startActiveSpan + histogram.record, same attributes",
    ratio: Math.round(ratio * 1_000) / 1_000,
    target: TARGET,
    met: ratio <= TARGET,
  };
}

async function nsPerCall(call: (row: number) => Promise<number>, times: number): Promise<number> {
  const startedMs = performance.now();
  for (let row = 0; row < times; row++) {
    if ((await call(row)) !== row) throw new Error("the operation's own value did not come back");
  }
  return ((performance.now() - startedMs) * 1e6) / times;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Between the quartiles. */
function spread(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const quarter = Math.floor(sorted.length / 4);
  return (sorted.at(-1 - quarter) ?? Number.NaN) - (sorted[quarter] ?? Number.NaN);
}
