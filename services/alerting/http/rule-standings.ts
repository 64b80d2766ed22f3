import type { Rule, RuleState } from "@mystocks/rules";
import { readJudgedTimes, readRuleStates } from "@mystocks/store/alerting";
import type { JudgedGroup } from "../rules-in-force/judged-group.ts";
import type { HttpParts } from "./parts.ts";

/** Where a rule stands, whichever replica judges it. */
export interface RuleStanding {
  /** undefined: nothing of it must be remembered, so it is at rest. */
  state: RuleState | undefined;
  /** undefined: it was not judged yet. */
  judgedAtMs: number | undefined;
  /** What it failed at when last judged; undefined: it did not. */
  failure: string | undefined;
  /** What is wrong though it is judged: a template that can't be rendered, a calendar that ends. */
  faults: readonly string[];
}

const AT_REST: RuleStanding = { state: undefined, judgedAtMs: undefined, failure: undefined, faults: [] };

type StandingParts = Pick<HttpParts, "pool" | "rules" | "ownedShards" | "stateOf" | "timingOf" | "failures">;

/** Of the rules judged here from memory, of those that other replicas judge as they were last stored. */
export async function ruleStandings(
  parts: StandingParts,
): Promise<(group: JudgedGroup, rule: Rule) => RuleStanding> {
  const owned = new Set(parts.ownedShards());
  const failures = parts.failures();
  const elsewhere = await storedElsewhere(parts, owned);
  return ({ shard }, { id }) => {
    if (!owned.has(shard)) return elsewhere(shard, id);
    const state = parts.stateOf(id);
    const judgedAtMs = parts.timingOf(id)?.atMs ?? state?.judgedAtMs;
    const failure = failures.get(id);
    return { state, judgedAtMs, failure, faults: faultsBeside(failure, state) };
  };
}

async function storedElsewhere({ pool, rules }: StandingParts, owned: ReadonlySet<number>) {
  const shards = new Set(rules.groups.map(({ shard }) => shard).filter((shard) => !owned.has(shard)));
  if (shards.size === 0) return () => AT_REST;
  const [times, ...stored] = await Promise.all([
    readJudgedTimes(pool),
    ...[...shards].map((shard) => readRuleStates(pool, shard)),
  ]);
  const states = new Map(stored.flat().map(({ ruleId, state }) => [ruleId, state as RuleState]));
  return (shard: number, ruleId: string): RuleStanding => {
    const state = states.get(ruleId);
    const failure = state !== undefined && state.failedTicks > 0 ? state.faults[0] : undefined;
    const judgedAtMs = times.get(shard) ?? state?.judgedAtMs;
    return { state, judgedAtMs, failure, faults: faultsBeside(failure, state) };
  };
}

function faultsBeside(failure: string | undefined, state: RuleState | undefined): string[] {
  return (state?.faults ?? []).filter((fault) => fault !== failure);
}
