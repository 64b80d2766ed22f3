import type { QualityProblem } from "@mystocks/events";

const LATE = new Set(["freshness"]);
const INCOMPLETE = new Set([
  "completeness",
  "nullValues",
  "missingValues",
  "rowCount",
  "rowCountChange",
  "gaps",
  "volumeAnomaly",
]);
const DUPLICATE = new Set(["duplicateValues", "duplicates"]);

/** What is wrong with the data when a check of this kind fails. */
export function problemOf(kind: string): QualityProblem {
  if (LATE.has(kind)) return "late";
  if (INCOMPLETE.has(kind)) return "incomplete";
  return DUPLICATE.has(kind) ? "duplicate" : "invalid";
}
