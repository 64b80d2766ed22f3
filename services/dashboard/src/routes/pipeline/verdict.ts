import type { LedgerLine, Pipeline, PipelineHop } from "@mystocks/api";
import type { StateName } from "../../components/state.tsx";

export const STATE_MARKS: Record<PipelineHop["state"], StateName> = {
  ok: "ok",
  slow: "warn",
  stalled: "bad",
  down: "bad",
  unknown: "none",
};

/** Whether what is missing of a line is more than its figures may be wrong by. */
export const isMissing = ({ unaccounted, doubt }: LedgerLine): boolean =>
  unaccounted !== null && Math.abs(unaccounted) > doubt;

export interface Account {
  /** Missing, over all lines. Null: no line can be told. */
  missing: number | null;
  /** Lines with something missing or too much, and lines that can't be told. */
  wrong: number;
  untold: number;
}

/** A loss shows in each unit it is counted in; all of them are added up, since each is one to look at. */
export function accountOf(ledger: readonly LedgerLine[]): Account {
  const told = ledger.filter(({ unaccounted }) => unaccounted !== null);
  const wrong = told.filter(isMissing);
  return {
    missing:
      told.length === 0 ? null : wrong.reduce((sum, { unaccounted }) => sum + Math.abs(unaccounted ?? 0), 0),
    wrong: wrong.length,
    untold: ledger.length - told.length,
  };
}

/** What waits on the whole way, in each hop's own unit, and where most of it does. */
export function waitingIn(hops: Pipeline["hops"]): { count: number; most: PipelineHop["hop"] | undefined } {
  const waits = hops.map(({ hop, flows }) => ({
    hop,
    count: flows.reduce((sum, { held, queue }) => sum + (queue?.length ?? held ?? 0), 0),
  }));
  const most = waits.toSorted((a, b) => b.count - a.count)[0];
  return {
    count: waits.reduce((sum, { count }) => sum + count, 0),
    most: most === undefined || most.count === 0 ? undefined : most.hop,
  };
}
