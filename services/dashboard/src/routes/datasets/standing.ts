import type { Dataset, DatasetDetail } from "@mystocks/quality";
import type { StateName } from "../../components/state.tsx";

type Verdict = DatasetDetail["verdict"];
type Check = DatasetDetail["checks"][number];

export const TONES: Record<Verdict, StateName> = {
  pass: "ok",
  warn: "warn",
  fail: "bad",
  error: "bad",
  skipped: "none",
  unknown: "none",
};

const WORST_FIRST: readonly Verdict[] = ["fail", "error", "warn", "unknown", "pass", "skipped"];

export function byTrouble(a: Dataset, b: Dataset): number {
  return WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict) || (a.dataset < b.dataset ? -1 : 1);
}

export function byVerdict(a: Check, b: Check): number {
  return WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict);
}

export const isBroken = (verdict: Verdict) => verdict === "fail" || verdict === "error" || verdict === "warn";

/** Of checks that say something: how many fail or can't be judged, and how many there are. */
export function failingOf(verdicts: Readonly<Record<string, number>>): { failing: number; all: number } {
  const failing = (verdicts["fail"] ?? 0) + (verdicts["error"] ?? 0);
  return { failing, all: Object.values(verdicts).reduce((sum, count) => sum + count, 0) };
}

/** How many there are of each verdict, in the order of their first. */
export function countsOf(judged: readonly { verdict: Verdict }[]): [Verdict, number][] {
  return [...Map.groupBy(judged, ({ verdict }) => verdict)].map(([verdict, { length }]) => [verdict, length]);
}

/** Weeks of seven places from Monday on; null where the month has no day. */
export function weeksOf(days: readonly { day: string }[]): (string | null)[][] {
  const [first] = days;
  if (first === undefined) return [];
  const before = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const places = [...Array.from({ length: before }, () => null), ...days.map(({ day }) => day)];
  while (places.length % 7 !== 0) places.push(null);
  return Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7));
}
