import type { Batch } from "./batch.ts";
import type { Stored } from "./stored.ts";
import { countOverQuota, countRefusals, type RecorderCounters } from "./stats.ts";

export function countStored(counters: RecorderCounters, batch: Batch, stored: Stored): void {
  counters.commits += 1;
  if (stored.redone) counters.redone += 1;
  counters.stored.spans += stored.spans.length;
  counters.stored.samples += stored.samples.length;
  counters.stored.logs += stored.logs.length;
  counters.duplicates.spans += batch.spans.length - stored.spans.length;
  counters.duplicates.samples += batch.samples.length - stored.samples.length + batch.repeatedDeltas;
  counters.duplicates.logs += batch.logs.length - stored.logs.length;
  counters.lateOperations += stored.lateOperations;
  for (const refused of Object.values(batch.refused)) countRefusals(counters, refused);
  countOverQuota(counters, batch.overQuota);
}
