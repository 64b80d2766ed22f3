import { createHash } from "node:crypto";
import type { RuleGroup } from "@mystocks/rules";

export const SHARDS = 4;

/** A group with what the judge asks of it again and again. */
export interface JudgedGroup {
  group: RuleGroup;
  /** Unique among groups. */
  key: string;
  shard: number;
  /** Names of the metrics its expressions read; undefined: one of them may read any. */
  reads: ReadonlySet<string> | undefined;
  /** How often it is judged without anything having come. */
  intervalMs: number;
  /** Judged too as soon as something it reads has come. */
  isEventDriven: boolean;
}

const USUAL_INTERVAL_MS = 1000;
/** A group that asks to be judged more seldom than this is left to its interval. */
const EVENT_DRIVEN_UP_TO_MS = 5000;

export function judgedGroup(group: RuleGroup): JudgedGroup {
  const key = `${group.file}/${group.name}`;
  const intervalMs = group.intervalMs ?? USUAL_INTERVAL_MS;
  return {
    group,
    key,
    shard: shardOf(key),
    reads: metricsRead(group),
    intervalMs,
    isEventDriven: intervalMs < EVENT_DRIVEN_UP_TO_MS,
  };
}

function shardOf(key: string): number {
  return createHash("sha256").update(key).digest().readUInt32BE(0) % SHARDS;
}

function metricsRead({ rules }: RuleGroup): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { selectors } of rules)
    for (const { metricName } of selectors) {
      if (metricName === undefined) return undefined;
      names.add(metricName);
    }
  return names;
}
