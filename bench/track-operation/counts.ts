import type { Sdk } from "./sides.ts";
import { HAND, TRACKED } from "./sides.ts";

/** @throws when one side did not make a span and a histogram point for each call: then there is nothing to compare */
export async function checkCounts(sdk: Sdk, expected: number): Promise<void> {
  const points = await sdk.collect();
  for (const side of [HAND, TRACKED]) {
    const found = [sdk.ended.get(side) ?? 0, points.get(side) ?? 0];
    if (found.some((count) => count !== expected)) {
      throw new Error(`${side}: ${found.join(" spans, ")} points; expected ${expected} of each`);
    }
  }
}
