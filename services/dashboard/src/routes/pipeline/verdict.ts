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

/** What waits on the whole way, in items and records, and where most of it does. Bytes can't be added to those. */
export function waitingIn(hops: Pipeline["hops"]): { count: number; most: PipelineHop["hop"] | undefined } {
  const waits = hops.map(({ hop, flows }) => ({
    hop,
    count: flows.reduce(
      (sum, { held, queue }) => sum + (queue?.unit === "bytes" ? 0 : (queue?.length ?? held ?? 0)),
      0,
    ),
  }));
  const most = waits.toSorted((a, b) => b.count - a.count)[0];
  return {
    count: waits.reduce((sum, { count }) => sum + count, 0),
    most: most === undefined || most.count === 0 ? undefined : most.hop,
  };
}

/** A signal's way in one line: what entered it, what of that is stored, and all that became of the rest. */
export interface Sum {
  in: number | null;
  out: number | null;
  repeated: number;
  dropped: number;
  heldChange: number;
}

/**
 * Lines of one signal, in the order of the way, from where all of it is counted: not every service tells what it
 * sends.
 */
export function sumOf(lines: readonly LedgerLine[]): Sum {
  const counted = lines.filter(({ from, unit }) => from !== "services" && unit !== "records");
  const way = counted.length > 0 ? counted : lines;
  const within = way.filter(({ from, to }) => from === to);
  const all = (read: (line: LedgerLine) => number) => way.reduce((sum, line) => sum + read(line), 0);
  return {
    in: within.find((line) => line.in !== null)?.in ?? null,
    out: within.at(-1)?.out ?? null,
    repeated: all(({ repeated }) => repeated ?? 0),
    dropped: all(({ dropped }) => dropped.reduce((sum, { count }) => sum + count, 0)),
    heldChange: all(({ heldChange }) => heldChange ?? 0),
  };
}
