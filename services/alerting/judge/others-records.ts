import {
  newGroupRun,
  runGroup,
  type GroupOptions,
  type GroupRun,
  type RuleGroup,
  type RuleWorld,
  type SampleSink,
} from "@mystocks/rules";
import type { JudgedGroup } from "../rules-in-force/judged-group.ts";

export interface OthersRecordsParts {
  world: RuleWorld;
  sink: SampleSink;
  options: GroupOptions;
}

/**
 * What the rules of shards that other processes judge record, recorded here too: a query finds it whichever replica is
 * asked, rules of another shard read it, and whoever takes the shard over has its past. Their alerts are left to them.
 */
export class OthersRecords {
  readonly #parts: OthersRecordsParts;
  readonly #records = new WeakMap<JudgedGroup, RuleGroup>();
  /** By group, so that what ends with a change of its rules is marked. */
  readonly #written = new Map<string, GroupRun["written"]>();

  constructor(parts: OthersRecordsParts) {
    this.#parts = parts;
  }

  /** A rule that fails records nothing; who judges it tells. */
  record(judged: JudgedGroup, atMs: number): void {
    const group = this.#recordsOf(judged);
    if (group.rules.length === 0) return;
    const { world, sink, options } = this.#parts;
    const run: GroupRun = { ...newGroupRun(), written: this.#written.get(judged.key) ?? {} };
    this.#written.set(judged.key, runGroup(group, world, sink, run, atMs, options).run.written);
  }

  #recordsOf(judged: JudgedGroup): RuleGroup {
    const known = this.#records.get(judged);
    if (known !== undefined) return known;
    const rules = judged.group.rules.filter(({ kind }) => kind === "record");
    const group = { ...judged.group, rules };
    this.#records.set(judged, group);
    return group;
  }
}
