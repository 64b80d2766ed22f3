import type { Reasoned } from "./cause.ts";

/**
 * Three axes, each moving on its own.
 *
 * Condition, of the data:
 *   pending → firing      the condition has been true for `for`
 *   pending → (dropped)   it turned false before
 *   pending, firing → no_data → pending, firing, resolved     the source fell silent, came back, or stayed silent
 *   firing → resolved     the condition is false and keep_firing_for is over
 *   resolved → pending    a new episode of the same labels
 * Handling, of people: open → acknowledged → open (acknowledgement ran out) → closed.
 * Muted, of silences: by none or by the first that matches.
 */
export type Condition = "pending" | "firing" | "no_data" | "resolved";
export type Handling = "open" | "acknowledged" | "closed";

export interface Acknowledgement {
  by: string;
  atMs: number;
  comment: string;
  /** The alert opens again then; undefined: never. */
  untilMs?: number;
}

/** Who closed it, or why it closed by itself. */
export interface Closing {
  atMs: number;
  reason: "recovered" | "no data" | "by hand" | "rule removed";
  by?: string;
  notes?: string;
}

/** One episode of a rule for one label set. Plain JSON: what is stored is what is restored. */
export interface AlertState {
  /** Equal for equal labels of one rule. */
  key: string;
  /** Those that identify the alert, `alertname` included. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Labels of the series that the expression gave, before the rule's own. */
  series: Record<string, string>;
  /** Selectors of the expression that had data for this alert when it began: when one falls silent, the alert has no data. */
  sources: number[];
  /** Of the last evaluation in which the condition was true; JSON has no NaN and infinities, so they are text. */
  value: number | "NaN" | "+Inf" | "-Inf";
  condition: Condition;
  /** Counts the episodes of this key from 1. */
  episode: number;
  /** Since when the condition has been true without a break. */
  activeSinceMs: number;
  firedAtMs?: number;
  resolvedAtMs?: number;
  /** The condition turned false then; keep_firing_for or flapping holds the alert. */
  falseSinceMs?: number;
  noData?: { sinceMs: number; before: "pending" | "firing" };
  /** When earlier firings began, as far as flap detection looks back. */
  recentFiringsMs: number[];
  flapping: boolean;
  handling: Handling;
  acknowledgement?: Acknowledgement;
  closing?: Closing;
  /** Id of the silence that mutes it. */
  mutedBy?: string;
  /** Rules can't be evaluated: the alert that says so. */
  isRuleFailure?: true;
}

/** All that the judgement of a rule has to remember. Plain JSON. */
export interface RuleState {
  alerts: Record<string, AlertState>;
  /** Of the last evaluation that was judged; undefined before the first. */
  judgedAtMs?: number;
  /** Evaluations in a row that failed. */
  failedTicks: number;
  /** What was wrong at the last evaluation: error, limit, duplicate labels, template, calendar. */
  faults: string[];
}

export type TransitionKind =
  | "pending"
  | "dropped"
  | "fired"
  | "no_data"
  | "data_back"
  | "resolved"
  | "flapping"
  | "acknowledged"
  | "acknowledgement_ended"
  | "closed"
  | "muted"
  | "unmuted";

export interface Transition extends Reasoned {
  kind: TransitionKind;
  atMs: number;
  /** Whether receivers are told, muting aside. */
  notify: boolean;
  /** The alert as it is after the transition. */
  alert: AlertState;
}

/** Before its first evaluation. */
export function newRuleState(): RuleState {
  return { alerts: {}, failedTicks: 0, faults: [] };
}

export function storedValue(value: number): AlertState["value"] {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

export function valueOf(alert: AlertState): number {
  if (typeof alert.value === "number") return alert.value;
  return alert.value === "NaN" ? NaN : alert.value === "+Inf" ? Infinity : -Infinity;
}
