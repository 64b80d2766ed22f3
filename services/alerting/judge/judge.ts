import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import type { AlertState, Calendars, RuleState, Silence } from "@mystocks/rules";
import type { FaultLog } from "@mystocks/runtime";
import type { ShardLease } from "@mystocks/store/alerting";
import type pg from "pg";
import type { JudgedGroup } from "../rules-in-force/judged-group.ts";
import type { LiveSeries } from "../series/live-series.ts";
import { asHandled } from "./as-handled.ts";
import { DueGroups } from "./due-groups.ts";
import { OthersRecords } from "./others-records.ts";
import { recallShard } from "./recall-shard.ts";
import type { JudgedTransition } from "./save-judgement.ts";
import { Saver } from "./saver.ts";
import { ShardJudge, type RuleTiming, type ShardJudgeParts } from "./shard-judge.ts";
import { SteadyTick } from "./steady-tick.ts";
import type { ShardFollower } from "./shard-leases.ts";

export interface JudgeParts {
  pool: pg.Pool;
  live: Pick<LiveSeries, "store" | "tick">;
  groups: () => readonly JudgedGroup[];
  silences: () => readonly Silence[];
  calendars: Calendars;
  externalUrl: string;
  receiversOf: (alert: AlertSnapshot) => readonly string[];
  onSaved: (shard: number, events: readonly AlertEvent[]) => void;
  /** The store is away; these wait in memory. */
  onUnsaved: (shard: number, transitions: readonly JudgedTransition[]) => void;
  /** The store refused a write: another process has the shard. */
  onLost: (shard: number) => void;
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

interface JudgedShard {
  judge: ShardJudge;
  saver: Saver;
}

/** Time that nobody judged counts for `for` up to here: a restart is no gap. */
const GAP_TOLERANCE_MS = 60_000;

/** Judges the groups of the shards that this process owns: each second, and when something they read has come. */
export class Judge implements ShardFollower {
  readonly #parts: JudgeParts;
  readonly #shards = new Map<number, JudgedShard>();
  readonly #others: OthersRecords;
  readonly #judgedMs = new Map<string, number>();
  readonly #due = new DueGroups((keys) => this.#judgeDue(({ key }) => keys.has(key)));
  readonly #tick = new SteadyTick(() => this.#onTick());
  #judgements = 0;
  #judgeSeconds = 0;
  #newestJudgedMs = 0;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
    this.#others = new OthersRecords(this.#judging());
  }

  get stats(): JudgeStats {
    const shards = [...this.#shards.values()];
    return {
      shards: shards.length,
      groups: this.#groups().length,
      judgements: this.#judgements,
      judgeSeconds: this.#judgeSeconds,
      failingRules: shards.reduce((sum, { judge }) => sum + judge.failures.size, 0),
      unsaved: shards.reduce((sum, { saver }) => sum + saver.waiting, 0),
    };
  }

  /** Up to when this process has judged, in Unix milliseconds. */
  get judgedAtMs(): number {
    return this.#newestJudgedMs === 0 ? this.#parts.now() : this.#newestJudgedMs;
  }

  /** Rules that failed when last judged, by id. */
  failures(): ReadonlyMap<string, string> {
    return new Map([...this.#shards.values()].flatMap(({ judge }) => [...judge.failures]));
  }

  state(ruleId: string): RuleState | undefined {
    for (const { judge } of this.#shards.values()) {
      const state = judge.state(ruleId);
      if (state !== undefined) return state;
    }
    return undefined;
  }

  /** When a rule was last judged here. */
  timing(ruleId: string): RuleTiming | undefined {
    for (const { judge } of this.#shards.values()) {
      const timing = judge.timings.get(ruleId);
      if (timing !== undefined) return timing;
    }
    return undefined;
  }

  start(): void {
    this.#tick.start();
  }

  /** Goes on from what the store remembers of the shard. */
  async take(lease: ShardLease): Promise<void> {
    const { pool, now, faults, receiversOf, onSaved, onUnsaved, onLost } = this.#parts;
    const { shard, epoch } = lease;
    const { states, ended } = await recallShard(pool, lease, this.#groups(), now());
    const saver = new Saver({
      pool,
      shard,
      epoch,
      receiversOf,
      onUnsaved: (transitions) => onUnsaved(shard, transitions),
      faults,
      onSaved: (events) => onSaved(shard, events),
      onLeaseLost: () => onLost(shard),
    });
    this.#shards.set(shard, { judge: new ShardJudge({ ...this.#judging(), states }), saver });
    saver.add(ended);
  }

  drop(shard: number): void {
    this.#shards.delete(shard);
  }

  /** These metrics have new samples. */
  changed(names: ReadonlySet<string>): void {
    this.#due.add(keysOf(this.#readersOf(names)));
  }

  /**
   * Gauges are about to have other values: groups that read them and owe a judgement are judged first, or a breach
   * that is over by now would never be told.
   */
  beforeReplaced(names: () => ReadonlySet<string>): void {
    if (!this.#due.isEmpty) this.#due.hurry(keysOf(this.#readersOf(names())));
  }

  /** What people did with an alert of a rule, told by whoever wrote it. */
  heed(event: AlertEvent): void {
    const change: ((alert: AlertState) => AlertState) | undefined = asHandled(event);
    if (change !== undefined) this.#shards.get(event.shard)?.judge.change(event.alert.fingerprint, change);
  }

  /** The rules are others than those of `before`. */
  revise(before: readonly JudgedGroup[]): void {
    const after = new Map(this.#groups().flatMap(({ group }) => group.rules.map((rule) => [rule.id, rule])));
    for (const [shard, { judge, saver }] of this.#shards) {
      const rules = before.filter((group) => group.shard === shard).flatMap(({ group }) => group.rules);
      saver.add(judge.revise(rules, after, this.#parts.now()));
    }
    this.#due.add(keysOf(this.#groups()));
  }

  async stop(): Promise<void> {
    this.#tick.stop();
    this.#due.stop();
    await Promise.all([...this.#shards.values()].map(({ saver }) => saver.stop()));
    this.#shards.clear();
  }

  #judging(): Omit<ShardJudgeParts, "states"> {
    const { live, calendars, externalUrl } = this.#parts;
    return {
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
    };
  }

  #onTick(): void {
    const { live, now } = this.#parts;
    live.tick(now());
    this.#recordOthers();
    this.#judgeDue((group, nowMs) => this.#isDue(group, nowMs));
  }

  #isDue({ key, intervalMs }: JudgedGroup, nowMs: number): boolean {
    return nowMs - (this.#judgedMs.get(key) ?? 0) >= intervalMs - 50;
  }

  #recordOthers(): void {
    const nowMs = this.#parts.now();
    for (const group of this.#groups()) {
      if (this.#shards.has(group.shard) || !this.#isDue(group, nowMs)) continue;
      this.#judgedMs.set(group.key, nowMs);
      this.#others.record(group, nowMs);
    }
  }

  #judgeDue(isDue: (group: JudgedGroup, nowMs: number) => boolean): void {
    const { now, silences } = this.#parts;
    const startMs = performance.now();
    const inForce = silences();
    const recorded = new Set<string>();
    const nowMs = now();
    for (const group of this.#groups()) {
      const shard = this.#shards.get(group.shard);
      if (shard === undefined || !isDue(group, nowMs)) continue;
      this.#due.settle(group.key);
      this.#judgedMs.set(group.key, nowMs);
      shard.saver.add(shard.judge.judge(group, inForce, nowMs));
      for (const rule of group.group.rules) if (rule.kind === "record") recorded.add(rule.name);
      this.#judgements += 1;
    }
    this.#newestJudgedMs = nowMs;
    this.#judgeSeconds += (performance.now() - startMs) / 1000;
    if (recorded.size > 0) this.#changedByRules(recorded);
  }

  /** What a group records may be read by another; its own rules have read it already. */
  #changedByRules(names: ReadonlySet<string>): void {
    const writes = ({ group }: JudgedGroup) =>
      group.rules.some((rule) => rule.kind === "record" && names.has(rule.name));
    this.#due.add(keysOf(this.#readersOf(names).filter((group) => !writes(group))));
  }

  #readersOf(names: ReadonlySet<string>): JudgedGroup[] {
    return this.#groups().filter((group) => group.isEventDriven && reads(group, names));
  }

  #groups(): readonly JudgedGroup[] {
    return this.#parts.groups();
  }
}

const keysOf = (groups: readonly JudgedGroup[]) => groups.map(({ key }) => key);

function reads(group: JudgedGroup, names: ReadonlySet<string>): boolean {
  if (group.reads === undefined) return true;
  for (const name of group.reads) if (names.has(name)) return true;
  return false;
}
