import type { Receiver, Status, Way } from "./receiver.ts";
import type { Breach, Kind, Trial } from "./trials.ts";

/** What was heard of the trials of one round. */
export interface Outcome {
  trials: readonly Trial[];
  breaches: ReadonlyMap<string, Breach>;
  receiver: Receiver;
}

/** Of one way: how soon slow operations, outages and their ends were told, and how many were told at all. */
export function figuresOf(way: Way, outcome: Outcome): Record<string, number> {
  return {
    ...quantiles(`${way}_slow`, secondsTo("firing", way, "slow", outcome)),
    ...quantiles(`${way}_outage`, secondsTo("firing", way, "outage", outcome)),
    ...quantiles(`${way}_recovery`, secondsTo("resolved", way, "outage", outcome)),
    [`${way}_slow_told`]: toldCount(way, "slow", outcome),
    [`${way}_outage_told`]: toldCount(way, "outage", outcome),
    [`${way}_brief_told`]: toldCount(way, "brief", outcome),
  };
}

/** In any words: also that it was and is over. */
export function isTold(way: Way, trial: string, { receiver }: Outcome): boolean {
  return (["firing", "resolved"] as const).some(
    (status) => receiver.heardMs(way, trial, status) !== undefined,
  );
}

export const ofKind = (kind: Kind, { trials }: Outcome) => trials.filter((trial) => trial.kind === kind);

/** p50 and p99, the latter the largest of fewer than 100; nothing where there are no values. */
export function quantiles(name: string, seconds: readonly number[]): Record<string, number> {
  if (seconds.length === 0) return {};
  return {
    [`${name}_p50_seconds`]: quantile(seconds, 0.5),
    [`${name}_p99_seconds`]: quantile(seconds, 0.99),
  };
}

/** Seconds from when a breach could be seen, or was over, to the webhook; of those that were told. */
function secondsTo(status: Status, way: Way, kind: Kind, outcome: Outcome): number[] {
  return ofKind(kind, outcome).flatMap(({ id }) => {
    const heardMs = outcome.receiver.heardMs(way, id, status);
    const { beganMs, overMs } = outcome.breaches.get(id)!;
    return heardMs === undefined ? [] : [(heardMs - (status === "firing" ? beganMs : overMs)) / 1000];
  });
}

const toldCount = (way: Way, kind: Kind, outcome: Outcome) =>
  ofKind(kind, outcome).filter(({ id }) => isTold(way, id, outcome)).length;

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! * 1000) / 1000;
}
