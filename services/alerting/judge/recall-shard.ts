import { retireRule, type RuleState } from "@mystocks/rules";
import {
  adoptGroups,
  readLiveAlerts,
  readRuleStates,
  type ShardLease,
  type StoredAlert,
} from "@mystocks/store/alerting";
import type pg from "pg";
import type { JudgedGroup } from "../rules-in-force/judged-group.ts";
import { fingerprintOf } from "./alert-row.ts";
import { asPeopleLeftIt } from "./as-handled.ts";
import type { Judged, JudgedTransition } from "./save-judgement.ts";

/** What a process goes on from when it takes a shard. */
export interface Recalled {
  /** Of the rules in force there, by rule id. */
  states: ReadonlyMap<string, RuleState>;
  /** Ends of what rules left behind that were removed while nobody judged. */
  ended: Judged;
}

type StatesById = ReadonlyMap<string, RuleState>;

/** Reads the shard's memory: with what people did meanwhile, and with groups that another shard judged before. */
export async function recallShard(
  pool: pg.Pool,
  { shard, judgedAtMs }: ShardLease,
  groups: readonly JudgedGroup[],
  nowMs: number,
): Promise<Recalled> {
  const own = groups.filter((group) => group.shard === shard).map(({ group }) => group);
  await adoptGroups(pool, shard, own);
  const rows = await readRuleStates(pool, shard);
  const live = new Map((await readLiveAlerts(pool, shard)).map((alert) => [alert.fingerprint, alert]));
  const states = new Map(
    rows.map(({ ruleId, state }) => [
      ruleId,
      asPeopleLeftIt(ruleId, asJudged(state as RuleState, judgedAtMs), live),
    ]),
  );
  const inForce = new Set(groups.flatMap(({ group }) => group.rules.map(({ id }) => id)));
  const ofOwn = new Set(own.flatMap(({ rules }) => rules.map(({ id }) => id)));
  return {
    states: new Map([...states].filter(([ruleId]) => ofOwn.has(ruleId))),
    ended: endOf(new Map([...states].filter(([ruleId]) => !inForce.has(ruleId))), live, nowMs),
  };
}

/** A firing is always followed by an end, also when its rule was deleted, renamed or moved meanwhile. */
function endOf(gone: StatesById, live: ReadonlyMap<string, StoredAlert>, nowMs: number): Judged {
  const transitions = [...gone].flatMap(([ruleId, state]) =>
    retireRule(state, nowMs).flatMap((transition): JudgedTransition[] => {
      const row = live.get(fingerprintOf(ruleId, transition.alert.labels));
      return row === undefined
        ? []
        : [
            {
              rule: { id: ruleId, name: row.rule, file: row.file, group: row.group, runbook: undefined },
              transition,
            },
          ];
    }),
  );
  return { transitions, states: new Map([...gone.keys()].map((ruleId) => [ruleId, undefined])) };
}

/** A rule whose state did not change was judged all the same, as long as its shard was. */
function asJudged(state: RuleState, judgedAtMs: number | null): RuleState {
  const newest = Math.max(state.judgedAtMs ?? 0, judgedAtMs ?? 0);
  return newest === 0 ? state : { ...state, judgedAtMs: newest };
}
