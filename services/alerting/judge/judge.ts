import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import type { AlertState, Calendars, RuleState, Silence } from "@mystocks/rules";
import type { FaultLog, Logger } from "@mystocks/runtime";
import {
  leaseShards,
  readLiveAlerts,
  readRuleStates,
  releaseShards,
  type ShardLease,
} from "@mystocks/store/alerting";
import type pg from "pg";
import type { JudgedGroup } from "../rules-in-force/judged-group.ts";
import type { LiveSeries } from "../series/live-series.ts";
import { asPeopleLeftIt } from "./as-handled.ts";
import type { JudgedTransition } from "./save-judgement.ts";
import { Saver } from "./saver.ts";
import { ShardJudge } from "./shard-judge.ts";

export interface JudgeParts {
  pool: pg.Pool;
  live: Pick<LiveSeries, "store" | "tick">;
  /** Unique among the processes that judge. */
  owner: string;
  groups: () => readonly JudgedGroup[];
  silences: () => readonly Silence[];
  calendars: Calendars;
  externalUrl: string;
  receiversOf: (alert: AlertSnapshot) => readonly string[];
  /** A shard is this process' now: its transitions are published from here on. */
  onShard: (lease: ShardLease) => void;
  /** Another process judges it from now on. */
  onDropped: (shard: number) => void;
  /** How far the shards of this process have got, once a second. */
  onLeased: (leases: readonly ShardLease[]) => void;
  onSaved: (shard: number, events: readonly AlertEvent[]) => void;
  /** The store is away; these wait in memory. */
  onUnsaved: (shard: number, transitions: readonly JudgedTransition[]) => void;
  log: Logger;
  faults: FaultLog;
  now: () => number;
}

export interface JudgeStats {
  shards: number;
  groups: number;
  /** Judgements of groups since the start. */
  judgements: number;
  /** Seconds spent judging since the start. */
  judgeSeconds: number;
  failingRules: number;
  /** Transitions that wait for the store. */
  unsaved: number;
}

interface OwnedShard {
  lease: ShardLease;
  judge: ShardJudge;
  saver: Saver;
}

const TICK_MS = 1000;
/** A group that is judged because something came is judged at most so often. */
const EVENT_GAP_MS = 200;
const LEASE_MS = 4000;
const STORE_AWAY = "shards can't be leased";
/** Time that nobody judged counts for `for` up to here: a restart is no gap. */
const GAP_TOLERANCE_MS = 60_000;

/** Judges the groups of the shards that this process owns: each second, and when something they read has come. */
export class Judge {
  readonly #parts: JudgeParts;
  readonly #owned = new Map<number, OwnedShard>();
  readonly #judgedMs = new Map<string, number>();
  readonly #due = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #tick: NodeJS.Timeout | undefined;
  #leasing: Promise<void> | undefined;
  #judgements = 0;
  #judgeSeconds = 0;
  #newestJudgedMs = 0;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  get stats(): JudgeStats {
    const owned = [...this.#owned.values()];
    return {
      shards: owned.length,
      groups: this.#groups().length,
      judgements: this.#judgements,
      judgeSeconds: this.#judgeSeconds,
      failingRules: owned.reduce((sum, { judge }) => sum + judge.failures.size, 0),
      unsaved: owned.reduce((sum, { saver }) => sum + saver.waiting, 0),
    };
  }

  /** Rules that failed when last judged, by id. */
  failures(): ReadonlyMap<string, string> {
    return new Map([...this.#owned.values()].flatMap(({ judge }) => [...judge.failures]));
  }

  state(ruleId: string): RuleState | undefined {
    for (const { judge } of this.#owned.values()) {
      const state = judge.state(ruleId);
      if (state !== undefined) return state;
    }
    return undefined;
  }

  async start(): Promise<void> {
    await this.#lease();
    this.#tick = setInterval(() => this.#onTick(), TICK_MS);
  }

  /** These metrics have new samples. */
  changed(names: ReadonlySet<string>): void {
    for (const group of this.#groups())
      if (group.isEventDriven && reads(group, names)) this.#due.add(group.key);
    if (this.#due.size > 0 && this.#timer === undefined) this.#schedule();
  }

  /** What people did with an alert of a rule. */
  change(shard: number, fingerprint: string, change: (alert: AlertState) => AlertState): void {
    this.#owned.get(shard)?.judge.change(fingerprint, change);
  }

  /** The rules are others than those of `before`. */
  revise(before: readonly JudgedGroup[]): void {
    const after = new Map(this.#groups().flatMap(({ group }) => group.rules.map((rule) => [rule.id, rule])));
    const nowMs = this.#parts.now();
    for (const [shard, { judge, saver }] of this.#owned) {
      const ofShard = before.filter((group) => group.shard === shard);
      saver.add(
        judge.revise(
          ofShard.flatMap(({ group }) => group.rules),
          after,
          nowMs,
        ),
      );
    }
    for (const { key } of this.#groups()) this.#due.add(key);
    if (this.#due.size > 0 && this.#timer === undefined) this.#schedule();
  }

  /** Shards that this process judges now. */
  get shards(): number[] {
    return [...this.#owned.keys()];
  }

  async stop(): Promise<void> {
    clearInterval(this.#tick);
    clearTimeout(this.#timer);
    await this.#leasing;
    await Promise.all([...this.#owned.values()].map(({ saver }) => saver.stop()));
    this.#owned.clear();
    await releaseShards(this.#parts.pool, this.#parts.owner).catch((error: unknown) =>
      this.#parts.faults.fault(STORE_AWAY, error),
    );
  }

  #onTick(): void {
    const { live, now } = this.#parts;
    live.tick(now());
    this.#judgeDue((group, nowMs) => nowMs - (this.#judgedMs.get(group.key) ?? 0) >= group.intervalMs - 50);
    this.#leasing ??= this.#lease().finally(() => (this.#leasing = undefined));
  }

  #schedule(): void {
    const { now } = this.#parts;
    const last = Math.max(...[...this.#due].map((key) => this.#judgedMs.get(key) ?? 0));
    const restMs = Math.max(0, last + EVENT_GAP_MS - now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#judgeDue(({ key }) => this.#due.has(key));
    }, restMs);
  }

  #judgeDue(isDue: (group: JudgedGroup, nowMs: number) => boolean): void {
    const { now, silences } = this.#parts;
    const startMs = performance.now();
    const inForce = silences();
    const recorded = new Set<string>();
    const nowMs = now();
    for (const group of this.#groups()) {
      const owned = this.#owned.get(group.shard);
      if (owned === undefined || !isDue(group, nowMs)) continue;
      this.#due.delete(group.key);
      this.#judgedMs.set(group.key, nowMs);
      owned.saver.add(owned.judge.judge(group, inForce, nowMs));
      for (const rule of group.group.rules) if (rule.kind === "record") recorded.add(rule.name);
      this.#judgements += 1;
    }
    this.#newestJudgedMs = nowMs;
    this.#judgeSeconds += (performance.now() - startMs) / 1000;
    if (recorded.size > 0) this.#changedByRules(recorded);
  }

  /** What a group records may be read by another; its own rules have read it already. */
  #changedByRules(names: ReadonlySet<string>): void {
    for (const group of this.#groups()) {
      const writesThem = group.group.rules.some((rule) => rule.kind === "record" && names.has(rule.name));
      if (group.isEventDriven && !writesThem && reads(group, names)) this.#due.add(group.key);
    }
    if (this.#due.size > 0 && this.#timer === undefined) this.#schedule();
  }

  #groups(): readonly JudgedGroup[] {
    return this.#parts.groups();
  }

  /** With the store away the shards stay as they are: nobody else can take them either. */
  async #lease(): Promise<void> {
    const { pool, owner, faults } = this.#parts;
    try {
      const judgedAtMs = this.#newestJudgedMs === 0 ? this.#parts.now() : this.#newestJudgedMs;
      const leases = await leaseShards(pool, owner, { leaseMs: LEASE_MS, judgedAtMs });
      faults.healed(STORE_AWAY);
      const held = new Map(leases.map((lease) => [lease.shard, lease]));
      for (const [shard, { lease }] of this.#owned)
        if (held.get(shard)?.epoch !== lease.epoch) this.#drop(shard);
      for (const lease of leases) if (!this.#owned.has(lease.shard)) await this.#take(lease);
      this.#parts.onLeased(leases);
    } catch (error) {
      faults.fault(STORE_AWAY, error);
    }
  }

  async #take(lease: ShardLease): Promise<void> {
    const { pool, live, calendars, externalUrl, receiversOf, onShard, onSaved, onUnsaved, faults, log } =
      this.#parts;
    const { shard, epoch, judgedAtMs } = lease;
    const rows = await readRuleStates(pool, shard);
    const handled = new Map((await readLiveAlerts(pool, shard)).map((alert) => [alert.fingerprint, alert]));
    const states = new Map(
      rows.map(({ ruleId, state }) => [
        ruleId,
        asPeopleLeftIt(ruleId, asJudged(state as RuleState, judgedAtMs), handled),
      ]),
    );
    const judge = new ShardJudge({
      world: {
        store: { select: (matchers, fromMs, toMs) => live.store.select(matchers, fromMs, toMs) },
        externalLabels: {},
        externalUrl,
        options: {},
        mode: "live",
      },
      sink: {
        append: (labels, atMs, sample) => live.store.append(labels, atMs, sample),
        markStale: (labels, atMs) => live.store.markStale(labels, atMs),
      },
      options: { mode: "live", calendars, gapToleranceMs: GAP_TOLERANCE_MS },
      states,
    });
    const saver = new Saver({
      pool,
      shard,
      epoch,
      receiversOf,
      onUnsaved: (transitions) => onUnsaved(shard, transitions),
      faults,
      onSaved: (events) => onSaved(shard, events),
      onLeaseLost: () => this.#drop(shard),
    });
    this.#owned.set(shard, { lease, judge, saver });
    onShard(lease);
    log.info({ shard, epoch, states: states.size }, "judges a shard of the rules");
  }

  #drop(shard: number): void {
    if (!this.#owned.delete(shard)) return;
    this.#parts.onDropped(shard);
    this.#parts.log.warn({ shard }, "another process judges this shard now");
  }
}

function reads(group: JudgedGroup, names: ReadonlySet<string>): boolean {
  if (group.reads === undefined) return true;
  for (const name of group.reads) if (names.has(name)) return true;
  return false;
}

/** A rule whose state did not change was judged all the same, as long as its shard was. */
function asJudged(state: RuleState, judgedAtMs: number | null): RuleState {
  const newest = Math.max(state.judgedAtMs ?? 0, judgedAtMs ?? 0);
  return newest === 0 ? state : { ...state, judgedAtMs: newest };
}
