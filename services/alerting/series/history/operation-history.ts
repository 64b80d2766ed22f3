import type { Labels } from "@mystocks/promql";
import { readOperations, type PulseFigure, type StoredOperation } from "@mystocks/store";
import type pg from "pg";
import { areMet } from "../matching.ts";
import { BUCKET_LABELS } from "../bucket-bounds.ts";
import { counterLabels, OPERATION_DURATION, operationLabels } from "../operation-series.ts";
import { keptFor } from "../tiers.ts";
import type { Asked, OpenedHistory } from "./history.ts";
import { cumulated, floatLine } from "./line.ts";
import { presenceOf, type MinuteGrid, type Presence } from "./minute-grid.ts";
import { readOperationMinutes } from "./operation-minutes.ts";
import type { Pacer } from "./pacer.ts";
import { SketchSource } from "./sketch-source.ts";

export interface OperationHistoryParts {
  pool: pg.Pool | pg.ClientBase;
  grid: MinuteGrid;
  asked: readonly Asked[];
  pacer: Pacer;
}

/** What is asked of one operation. */
interface AskedOperation {
  operation: StoredOperation;
  /** Of its histogram. */
  labels: Labels;
  counters: readonly { labels: Labels; figure: PulseFigure; factor: number }[];
  sketches: readonly { asked: Asked; histogram: boolean; buckets: boolean }[];
  keptMs: number;
}

/** One that did something: what its counters had counted at each end of a minute, in their order. */
export interface PastOperation extends AskedOperation {
  presence: Presence;
  totals: readonly Float64Array[];
  /** The last minute in which anything of it ended. */
  lastActive: number;
}

/** Operations that the selectors find. */
export async function readPastOperations(parts: OperationHistoryParts): Promise<PastOperation[]> {
  const asked = (await readOperations(parts.pool)).flatMap((one) => askedOf(one, parts.asked));
  if (asked.length === 0) return [];
  const figures = [...new Set(asked.flatMap(({ counters }) => counters.map(({ figure }) => figure)))];
  const operationIds = asked.map(({ operation }) => operation.id);
  const minutes = await readOperationMinutes({ ...parts, operationIds, figures });
  const past: PastOperation[] = [];
  for (const one of asked) {
    const found = minutes.get(one.operation.id);
    const presence = found === undefined ? undefined : presenceOf(found.active, one.keptMs, parts.grid);
    if (found === undefined || presence === undefined) continue;
    const totals = one.counters.map(({ figure, factor }) =>
      cumulated(found.deltas[figures.indexOf(figure)]!, presence, factor),
    );
    past.push({ ...one, presence, totals, lastActive: found.active.lastIndexOf(1) });
    await parts.pacer.rest();
  }
  return past;
}

export async function openOperations(
  parts: OperationHistoryParts & { reuses: boolean },
): Promise<OpenedHistory> {
  const opened: OpenedHistory = { lines: [], operations: new Map(), series: new Map() };
  for (const one of await readPastOperations(parts)) {
    one.counters.forEach(({ labels }, at) =>
      opened.lines.push(floatLine(labels, one.totals[at]!, one.presence)),
    );
    for (const { asked, ...wants } of one.sketches) {
      const source = new SketchSource(one.labels, wants, { isRunning: true, reuses: parts.reuses });
      const fed = { id: one.operation.id, presence: one.presence, source };
      opened.operations.set(asked, [...(opened.operations.get(asked) ?? []), fed]);
    }
  }
  return opened;
}

/** Empty when no selector finds anything of it. */
function askedOf(operation: StoredOperation, asked: readonly Asked[]): AskedOperation[] {
  const common = operationLabels(operation);
  const labels = common.with("__name__", OPERATION_DURATION);
  const counters = countersOf(common).filter((one) =>
    asked.some(({ matchers }) => areMet(matchers, one.labels)),
  );
  const sketches = asked
    .map((one) => ({
      asked: one,
      histogram: areMet(one.matchers, labels),
      buckets: readsBuckets(one, labels),
    }))
    .filter(({ histogram, buckets }) => histogram || buckets);
  if (counters.length + sketches.length === 0) return [];
  const readers = asked.filter(
    (one) =>
      sketches.some((sketch) => sketch.asked === one) ||
      counters.some((counter) => areMet(one.matchers, counter.labels)),
  );
  const keptMs = keptFor(Math.max(...readers.map(({ offsetMs, reachMs }) => offsetMs + reachMs)));
  return [{ operation, labels, counters, sketches, keptMs }];
}

function countersOf(common: Labels): AskedOperation["counters"] {
  const named = (suffix: string) => common.with("__name__", `${OPERATION_DURATION}${suffix}`);
  return [
    { labels: named("_count"), figure: "count", factor: 1 },
    { labels: named("_sum"), figure: "sumNs", factor: 1e-9 },
    ...counterLabels(common).map((counter) => ({ ...counter, factor: 1 })),
  ];
}

/** Whether it reads classic buckets of the histogram. */
export function readsBuckets({ matchers }: Pick<Asked, "matchers">, histogram: Labels): boolean {
  const bucket = histogram.with("__name__", `${histogram.metricName}_bucket`);
  return BUCKET_LABELS.some((le) => areMet(matchers, bucket.with("le", le)));
}
