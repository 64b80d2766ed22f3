import type { AlertState, RuleState, Transition, TransitionKind } from "./alert.ts";
import { storedValue } from "./alert.ts";
import { because } from "./cause.ts";
import type { CauseCode, Reasoned } from "./cause.ts";
import { endFlapping, startsFlapping } from "./flap.ts";
import { endedAcknowledgement } from "./handling.ts";
import type { ActiveElement, Outcome } from "./outcome.ts";
import type { AlertingRule } from "./rule.ts";
import { judgeFailure } from "./rule-failure.ts";
import { stopwatchOf } from "./trading-time.ts";
import type { Calendars, Stopwatch } from "./trading-time.ts";

export interface JudgeOptions {
  mode: "live" | "prometheus";
  calendars: Calendars;
  /** Of the rule's group; 0: none. */
  limit: number;
  /** A longer time without judgement does not count for `for`: nobody saw what happened meanwhile. */
  gapToleranceMs: number;
}

export interface Judgement {
  state: RuleState;
  /** In the order in which they came about. */
  transitions: Transition[];
  /** Elements that began no alert since the limit was reached. */
  dropped: number;
}

/** Resolved alerts are remembered so long: to be told again, and for flap detection. */
const RESOLVED_RETENTION_MS = 15 * 60_000;

/** The alerts of one rule at one instant, as they move. Works on copies. */
export class Tick {
  readonly stopwatch: Stopwatch;
  dropped = 0;
  readonly #rule: AlertingRule;
  readonly #before: RuleState;
  readonly #atMs: number;
  readonly #isLive: boolean;
  readonly #alerts: Record<string, AlertState>;
  readonly #transitions: Transition[] = [];
  /** Time that nobody watched, before this tick. */
  readonly #gapMs: number;
  readonly #gapToleranceMs: number;

  constructor(
    rule: AlertingRule,
    state: RuleState,
    atMs: number,
    { mode, calendars, gapToleranceMs }: JudgeOptions,
  ) {
    this.#rule = rule;
    this.#before = state;
    this.#atMs = atMs;
    this.#isLive = mode === "live";
    this.#alerts = { ...state.alerts };
    this.#gapToleranceMs = gapToleranceMs;
    const gapMs = state.judgedAtMs === undefined ? 0 : atMs - state.judgedAtMs;
    this.#gapMs = this.#isLive && gapMs > gapToleranceMs ? gapMs : 0;
    this.stopwatch = this.#isLive
      ? stopwatchOf(rule, calendars)
      : stopwatchOf({ ...rule, policy: { ...rule.policy, calendar: undefined } }, calendars);
  }

  /** Alerts whose condition is true. */
  elements({ elements }: Extract<Outcome, { kind: "elements" }>, room: number): void {
    let active = Object.values(this.#alerts).filter(
      ({ condition, isRuleFailure }) => condition !== "resolved" && isRuleFailure === undefined,
    ).length;
    for (const element of elements) {
      const known = this.#alerts[element.key];
      const isActive = known !== undefined && known.condition !== "resolved";
      if (!isActive && active >= room) this.dropped++;
      else {
        if (!isActive) active++;
        this.#isTrue(element, known);
      }
    }
  }

  /** Alerts that were active and of which the expression says nothing now. */
  absent({ elements, silent }: Extract<Outcome, { kind: "elements" }>): void {
    const present = new Set(elements.map(({ key }) => key));
    for (const alert of Object.values(this.#alerts)) {
      if (present.has(alert.key) || alert.condition === "resolved" || alert.isRuleFailure === true) continue;
      if (silent.has(alert.key) && this.#rule.policy.noData !== "resolve") this.#isSilent(alert);
      else this.#isFalse(alert, silent.has(alert.key) ? "no data" : "recovered");
    }
  }

  #isTrue(element: ActiveElement, known: AlertState | undefined): void {
    let alert = known === undefined || known.condition === "resolved" ? this.#begin(element, known) : known;
    alert = this.#withElement(alert, element);
    if (alert.condition === "no_data") alert = this.#dataBack(alert);
    this.#fireWhenDue(alert, element.isNoData ? "no_data" : "condition_true");
  }

  #begin(element: ActiveElement, earlier: AlertState | undefined): AlertState {
    const alert: AlertState = {
      key: element.key,
      labels: element.labels,
      annotations: element.annotations,
      series: element.series,
      sources: element.sources ?? [],
      value: storedValue(element.value),
      condition: "pending",
      episode: (earlier?.episode ?? 0) + 1,
      activeSinceMs: this.#atMs,
      recentFiringsMs: earlier?.recentFiringsMs ?? [],
      flapping: false,
      handling: "open",
    };
    if (this.#rule.forMs > 0) this.#tell("pending", because("condition_true"), false, alert);
    return alert;
  }

  #withElement(alert: AlertState, { annotations, value }: ActiveElement): AlertState {
    const unwatchedMs = alert.condition === "pending" ? this.#unwatched(alert) : 0;
    const stored = storedValue(value);
    const isSame = alert.value === stored && alert.annotations === annotations && unwatchedMs === 0;
    if (isSame && alert.falseSinceMs === undefined) return alert;
    const next = { ...alert, annotations, value: stored, activeSinceMs: alert.activeSinceMs + unwatchedMs };
    delete next.falseSinceMs;
    return next;
  }

  #unwatched({ activeSinceMs }: AlertState): number {
    return activeSinceMs < this.#atMs ? this.#gapMs : 0;
  }

  #dataBack(alert: AlertState): AlertState {
    const { noData, ...rest } = alert;
    const silentMs = noData === undefined ? 0 : this.#atMs - noData.sinceMs;
    const isPending = noData?.before !== "firing";
    // A short hole does not set `for` back; of a long one nobody knows that the condition held.
    const unseenMs = isPending && silentMs > this.#gapToleranceMs ? silentMs : 0;
    const back: AlertState = {
      ...rest,
      condition: isPending ? "pending" : "firing",
      activeSinceMs: rest.activeSinceMs + unseenMs,
    };
    this.#tell("data_back", because("data_back"), false, back);
    return back;
  }

  #fireWhenDue(alert: AlertState, code: CauseCode): void {
    const lasted = this.stopwatch.elapsedMs(alert.activeSinceMs, this.#atMs);
    if (alert.condition !== "pending" || lasted < this.#rule.forMs) {
      this.#keep(alert);
      return;
    }
    const recentFiringsMs = [...alert.recentFiringsMs, this.#atMs];
    const fired: AlertState = { ...alert, condition: "firing", firedAtMs: this.#atMs, recentFiringsMs };
    const { flap } = this.#rule.policy;
    if (this.#isLive && flap !== undefined && startsFlapping(recentFiringsMs, flap, this.#atMs)) {
      const flapping = { ...fired, flapping: true };
      const [firings, minutes] = [String(flap.firings), String(flap.withinMs / 60_000)];
      this.#tell("flapping", because("flapping", { firings, minutes }), true, flapping);
    } else this.#tell("fired", because(code), true, fired);
  }

  #isSilent(alert: AlertState): void {
    if (this.#rule.policy.noData === "fire") {
      this.#fireWhenDue(alert, "no_data");
      return;
    }
    const { sinceMs, before } = alert.noData ?? {
      sinceMs: this.#atMs,
      before: alert.condition === "firing" ? ("firing" as const) : ("pending" as const),
    };
    if (this.#atMs - sinceMs >= this.#rule.policy.noDataHoldMs) {
      this.#end({ ...alert, condition: before }, "no data");
      return;
    }
    const held: AlertState = { ...alert, condition: "no_data", noData: { sinceMs, before } };
    if (alert.condition === "no_data") this.#keep(held);
    else this.#tell("no_data", because("source_silent"), false, held);
  }

  #isFalse(alert: AlertState, reason: "recovered" | "no data"): void {
    const { noData, ...rest } = alert;
    const condition = alert.condition === "no_data" ? (noData?.before ?? "pending") : alert.condition;
    const falseSinceMs = alert.falseSinceMs ?? this.#atMs;
    const known: AlertState = { ...rest, condition, falseSinceMs };
    const quietMs = this.#isLive && alert.flapping ? (this.#rule.policy.flap?.quietMs ?? 0) : 0;
    const isKept =
      this.stopwatch.elapsedMs(falseSinceMs, this.#atMs) < this.#rule.keepFiringForMs ||
      this.#atMs - falseSinceMs < quietMs;
    if (condition === "firing" && isKept) this.#keep(known);
    else this.#end(known, reason);
  }

  /** A firing alert resolves, a pending one is forgotten. */
  #end(alert: AlertState, reason: "recovered" | "no data"): void {
    const { falseSinceMs: _, noData: __, ...rest } = alert;
    if (alert.condition === "pending") {
      this.#tell("dropped", because(reason === "no data" ? "no_data" : "condition_false"), false, rest);
      delete this.#alerts[alert.key];
      return;
    }
    const wasClosed = alert.handling === "closed";
    const resolved: AlertState = {
      ...endFlapping(rest),
      condition: "resolved",
      resolvedAtMs: this.#atMs,
      handling: "closed",
      closing: alert.closing ?? { atMs: this.#atMs, reason },
    };
    this.#tell("resolved", because(reason === "no data" ? "no_data" : "recovered"), !wasClosed, resolved);
  }

  expireAcknowledgements(): void {
    for (const alert of Object.values(this.#alerts)) {
      const ended = endedAcknowledgement(alert, this.#atMs);
      if (ended !== undefined)
        this.#tell("acknowledgement_ended", because("acknowledgement_over"), true, ended);
    }
  }

  forgetResolved(): void {
    const retentionMs = Math.max(RESOLVED_RETENTION_MS, this.#rule.policy.flap?.withinMs ?? 0);
    for (const { key, resolvedAtMs, condition } of Object.values(this.#alerts))
      if (condition === "resolved" && this.#atMs - (resolvedAtMs ?? 0) > retentionMs)
        delete this.#alerts[key];
  }

  /** `hasSeen`: the expression has told something; time in which it did not is unwatched if it lasts. */
  judgement(faults: string[], { isFailed, hasSeen }: { isFailed: boolean; hasSeen: boolean }): Judgement {
    const failedTicks = isFailed ? this.#before.failedTicks + 1 : 0;
    if (this.#isLive) {
      const change = judgeFailure(this.#rule, this.#alerts, { failedTicks, faults, atMs: this.#atMs });
      if (change !== undefined) this.#tell(change.kind, change.because, true, change.alert);
    }
    const judgedAtMs = hasSeen ? this.#atMs : this.#before.judgedAtMs;
    const state: RuleState = {
      alerts: this.#alerts,
      failedTicks,
      faults,
      ...(judgedAtMs === undefined ? {} : { judgedAtMs }),
    };
    return { state, transitions: this.#transitions, dropped: this.dropped };
  }

  #keep(alert: AlertState): void {
    this.#alerts[alert.key] = alert;
  }

  #tell(kind: TransitionKind, why: Reasoned, notify: boolean, alert: AlertState): void {
    this.#keep(alert);
    this.#transitions.push({
      kind,
      atMs: this.#atMs,
      ...why,
      notify: notify && !isSettled(kind, alert),
      alert,
    });
  }
}

/** Closed by hand: people have had their end already and are not woken by the same episode again. */
function isSettled(kind: TransitionKind, { handling }: AlertState): boolean {
  return handling === "closed" && kind !== "resolved";
}
