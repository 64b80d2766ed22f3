import type { LeafSelector } from "@mystocks/promql";
import type { Calendars, RuleGroup } from "@mystocks/rules";
import type { FaultLog } from "@mystocks/runtime";
import type pg from "pg";
import { recordsOf } from "../preview/records-read.ts";
import { previewOverHistory } from "../preview/run-preview.ts";
import type { LiveStore } from "./live-store.ts";
import { COARSE } from "./tiers.ts";

export interface RecordReplayParts {
  pool: pg.Pool;
  live: { readonly store: LiveStore };
  groups: () => readonly RuleGroup[];
  calendars: Calendars;
  publicUrl: string;
  faults: FaultLog;
  now: () => number;
}

const CANT = "what rules would have recorded can't be worked out";

/**
 * What rules would have recorded before this start, as far as rules in force read it: by the step of the coarse tier
 * that reaches so far back. It takes seconds for a week, and the judge does not wait for it. A record of which only the
 * newest is read has nothing to be filled.
 */
export class RecordReplay {
  readonly #parts: RecordReplayParts;
  #turn: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: RecordReplayParts) {
    this.#parts = parts;
  }

  /** Resolves when all is there, or could not be had. */
  start(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#replay());
    return this.#turn;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#turn;
  }

  async #replay(): Promise<void> {
    const { groups, faults } = this.#parts;
    const ages = agesOf(groups());
    try {
      for (const tier of COARSE.toReversed()) if (!this.#isStopped) await this.#replayTier(tier, ages);
      faults.healed(CANT);
    } catch (error) {
      faults.fault(CANT, error);
    }
  }

  async #replayTier(
    { stepMs, keptMs }: (typeof COARSE)[number],
    ages: ReadonlyMap<string, number>,
  ): Promise<void> {
    const { groups, live, now, publicUrl } = this.#parts;
    const names = new Set(
      [...ages].filter(([, ageMs]) => tierStepOf(ageMs) === stepMs).map(([name]) => name),
    );
    if (names.size === 0) return;
    const backMs = Math.min(Math.max(...[...names].map((name) => ages.get(name)!)), keptMs);
    const toMs = Math.floor(now() / stepMs) * stepMs;
    const window = { fromMs: Math.floor((toMs - backMs) / stepMs) * stepMs, toMs, stepMs };
    const world = { ...this.#parts, externalLabels: {}, externalUrl: publicUrl };
    const { recorded } = await previewOverHistory(world, recordsOf(names, groups()), window);
    for (const past of recorded.select([], window.fromMs, window.toMs))
      if (names.has(past.labels.metricName)) live.store.precede(past);
  }
}

/** How far back rules read what rules record. */
function agesOf(groups: readonly RuleGroup[]): Map<string, number> {
  const rules = groups.flatMap((group) => group.rules);
  const recorded = new Set(rules.filter(({ kind }) => kind === "record").map(({ name }) => name));
  const ages = new Map<string, number>();
  for (const leaf of rules.flatMap(({ selectors }) => selectors)) {
    const { metricName: name } = leaf;
    const ageMs = ageOf(leaf);
    if (name !== undefined && recorded.has(name) && ageMs > 0)
      ages.set(name, Math.max(ages.get(name) ?? 0, ageMs));
  }
  return ages;
}

const ageOf = ({ rangeMs, offsetMs, enclosingRangeMs, enclosingOffsetMs }: LeafSelector) =>
  rangeMs + offsetMs + enclosingRangeMs + enclosingOffsetMs;

const tierStepOf = (ageMs: number) => (COARSE.find(({ keptMs }) => ageMs <= keptMs) ?? COARSE.at(-1)!).stepMs;
