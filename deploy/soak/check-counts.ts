import { isDeepStrictEqual } from "node:util";
import type { Stack } from "@mystocks/stack";
import { storedCounts, storedSpans } from "./counts.ts";
import { expectedCounts } from "./load.ts";
import { withStore, type Outcome } from "./scenario.ts";

/** Whether the store has each span of the load once, and its pulses counted each once. */
export async function checkCounts(
  stack: Stack,
  { spans, patienceMs }: { spans: number; patienceMs: number },
): Promise<Outcome> {
  return withStore(stack, async (pool) => {
    await storedSpans(pool, spans, patienceMs);
    const stored = await storedCounts(pool);
    const expected = expectedCounts({ spans });
    const broken: string[] = [];
    const difference = stored.spans - spans;
    if (difference !== 0) broken.push(`${spans} spans were acknowledged, ${stored.spans} are stored`);
    if (!isDeepStrictEqual(stored.inSpans, expected))
      broken.push(`by operation, spans: ${JSON.stringify(stored.inSpans)}, not ${JSON.stringify(expected)}`);
    if (!isDeepStrictEqual(stored.inPulses, expected))
      broken.push(
        `by operation, pulses: ${JSON.stringify(stored.inPulses)}, not ${JSON.stringify(expected)}`,
      );
    return {
      figures: { lost_spans: Math.max(0, -difference), doubled_spans: Math.max(0, difference) },
      broken,
    };
  });
}
