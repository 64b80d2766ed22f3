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
  /** Who would have been woken; nobody under a silence. */
  receivers: readonly string[];
  /** The silence that it fired under. */
  mutedBy?: string;
}

export interface PreviewCounts {
  firings: number;
  /** Summed over alerts. */
  firingMs: number;
  /** What would have been told: firings that no silence muted, what follows of them, and their ends. */
  notifications: number;
  /** Firings under a silence. */
  muted: number;
  /** Alerts that fired at the same time, at most. */
  peak: number;
}

const MOST_EPISODES = 1000;

/** What became of one rule, added up step by step. */
export class Tally {
  readonly counts: PreviewCounts = { firings: 0, firingMs: 0, notifications: 0, muted: 0, peak: 0 };
  readonly episodes: PreviewEpisode[] = [];
  readonly faults = new Set<string>();
  /** How often each receiver would have been woken. */
  readonly woken = new Map<string, number>();
  readonly #stepMs: number;
  readonly #receiversOf: (transition: Transition) => readonly string[];
  readonly #open = new Map<string, PreviewEpisode>();
  /** Alerts that somebody was told of, whose end will be told too. */
  readonly #told = new Set<string>();

  constructor(stepMs: number, receiversOf: (transition: Transition) => readonly string[]) {
    this.#stepMs = stepMs;
    this.#receiversOf = receiversOf;
  }

  /** Adds one step. */
  add(state: RuleState, transitions: readonly Transition[]): void {
    for (const transition of transitions) {
      this.#tell(transition);
      this.#count(transition);
    }
    const firing = Object.values(state.alerts).filter(isFiring).length;
    this.counts.firingMs += firing * this.#stepMs;
    this.counts.peak = Math.max(this.counts.peak, firing);
    for (const fault of state.faults) this.faults.add(fault);
  }

  #tell({ kind, notify, alert }: Transition): void {
    const isEnd = kind === "resolved";
    if (notify && (isEnd ? this.#told.has(alert.key) : alert.mutedBy === undefined)) {
      this.counts.notifications++;
      this.#told.add(alert.key);
    }
    if (isEnd) this.#told.delete(alert.key);
  }

  #count(transition: Transition): void {
    const { kind, atMs, reason, alert } = transition;
    if (alert.isRuleFailure === true) return;
    if (kind === "fired" || kind === "flapping") this.#begin(transition);
    const episode = kind === "resolved" ? this.#open.get(alert.key) : undefined;
    if (episode === undefined) return;
    Object.assign(episode, { resolvedAtMs: atMs, reason });
    this.#open.delete(alert.key);
  }

  #begin(transition: Transition): void {
    const { labels, annotations, activeSinceMs, key, mutedBy } = transition.alert;
    const receivers = mutedBy === undefined && transition.notify ? this.#receiversOf(transition) : [];
    const episode: PreviewEpisode = {
      labels,
      annotations,
      activeSinceMs,
      firedAtMs: transition.atMs,
      receivers,
      ...(mutedBy !== undefined && { mutedBy }),
    };
    this.counts.firings++;
    if (mutedBy !== undefined) this.counts.muted++;
    for (const receiver of receivers) this.woken.set(receiver, (this.woken.get(receiver) ?? 0) + 1);
    this.#open.set(key, episode);
    if (this.episodes.length < MOST_EPISODES) this.episodes.push(episode);
  }
}

function isFiring({ condition, noData, isRuleFailure }: AlertState): boolean {
  const fires = condition === "firing" || (condition === "no_data" && noData?.before === "firing");
  return fires && isRuleFailure === undefined;
}
