import type { AlertState, RuleState, Transition } from "./alert.ts";

/** One alert from its firing to its end. */
export interface PreviewEpisode {
  labels: Record<string, string>;
  /** As they were when it fired. */
  annotations: Record<string, string>;
  activeSinceMs: number;
  firedAtMs: number;
  /** Undefined: it still fires at the end of the window. */
  resolvedAtMs?: number;
  /** Why it ended. */
  reason?: string;
}

export interface PreviewCounts {
  firings: number;
  /** Summed over alerts. */
  firingMs: number;
  notifications: number;
  /** Alerts that fired at the same time, at most. */
  peak: number;
}

const MOST_EPISODES = 1000;

export interface Tally {
  counts: PreviewCounts;
  episodes: PreviewEpisode[];
  faults: Set<string>;
  open: Map<string, PreviewEpisode>;
}

export function newTally(): Tally {
  const counts = { firings: 0, firingMs: 0, notifications: 0, peak: 0 };
  return { counts, episodes: [], faults: new Set(), open: new Map() };
}

/** Adds one step, which lasts `stepMs`. */
export function tally(
  result: Tally,
  state: RuleState,
  transitions: readonly Transition[],
  stepMs: number,
): void {
  const { counts } = result;
  for (const transition of transitions) {
    if (transition.notify) counts.notifications++;
    count(result, transition);
  }
  const firing = Object.values(state.alerts).filter(isFiring).length;
  counts.firingMs += firing * stepMs;
  counts.peak = Math.max(counts.peak, firing);
  for (const fault of state.faults) result.faults.add(fault);
}

function isFiring({ condition, noData, isRuleFailure }: AlertState): boolean {
  const fires = condition === "firing" || (condition === "no_data" && noData?.before === "firing");
  return fires && isRuleFailure === undefined;
}

function count({ counts, episodes, open }: Tally, { kind, atMs, reason, alert }: Transition): void {
  if (alert.isRuleFailure === true) return;
  if (kind === "fired" || kind === "flapping") {
    counts.firings++;
    const { labels, annotations, activeSinceMs } = alert;
    const episode: PreviewEpisode = { labels, annotations, activeSinceMs, firedAtMs: atMs };
    open.set(alert.key, episode);
    if (episodes.length < MOST_EPISODES) episodes.push(episode);
  }
  const episode = kind === "resolved" ? open.get(alert.key) : undefined;
  if (episode === undefined) return;
  Object.assign(episode, { resolvedAtMs: atMs, reason });
  open.delete(alert.key);
}
