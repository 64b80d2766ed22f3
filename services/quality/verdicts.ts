import type { Verdict } from "@mystocks/checks";

/** From good to bad. A check that was never judged is worse than one that passed. */
const BY_BADNESS: readonly Verdict[] = ["skipped", "pass", "unknown", "warn", "error", "fail"];

/** The worst verdict that is counted at least once; unknown where there is none. */
export function worstVerdict(counts: Readonly<Record<string, number>>): Verdict {
  return BY_BADNESS.findLast((verdict) => (counts[verdict] ?? 0) > 0) ?? "unknown";
}

export function countVerdicts(verdicts: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/**
 * 0 to 100: the share that passed of what was judged, a warning counts half. What was skipped or never judged says
 * nothing; null where nothing was judged. An error is no pass: nobody knows whether the data is good.
 */
export function scoreOf(verdicts: readonly string[]): number | null {
  const judged = verdicts.filter((verdict) => ["pass", "warn", "fail", "error"].includes(verdict));
  if (judged.length === 0) return null;
  const points = judged.reduce(
    (sum, verdict) => sum + (verdict === "pass" ? 1 : verdict === "warn" ? 0.5 : 0),
    0,
  );
  return Math.round((points / judged.length) * 1000) / 10;
}
