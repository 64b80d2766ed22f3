import type { Labels } from "@mystocks/promql";
import { readOperations, type PulseFigure, type StoredOperation } from "@mystocks/store";
import type pg from "pg";
import { areMet } from "../are-met.ts";
import { BUCKET_LABELS } from "../bucket-bounds.ts";
import { counterLabels, OPERATION_DURATION, operationLabels } from "../operation-series.ts";
import { keptFor } from "../tiers.ts";
import type { Asked, OpenedHistory } from "./history.ts";
import { cumulated, floatLine } from "./line.ts";
import { presenceOf, type MinuteGrid, type Presence } from "./minute-grid.ts";
import { readOperationMinutes, type OperationMinutes } from "./operation-minutes.ts";
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
  id: number;
  /** Of its histogram. */
  labels: Labels;
  counters: readonly { labels: Labels; figure: PulseFigure; factor: number }[];
  sketches: readonly { asked: Asked; histogram: boolean; buckets: boolean }[];
  keptMs: number;
}

export async function openOperations(parts: OperationHistoryParts): Promise<OpenedHistory> {
  const { pool, grid, asked, pacer } = parts;
  const operations = (await readOperations(pool)).flatMap((one) => askedOf(one, asked));
  const opened: OpenedHistory = { lines: [], operations: new Map(), series: new Map() };
  if (operations.length === 0) return opened;
  const figures = [...new Set(operations.flatMap(({ counters }) => counters.map(({ figure }) => figure)))];
  const operationIds = operations.map(({ id }) => id);
  const minutes = await readOperationMinutes({ pool, grid, operationIds, figures, pacer });
  for (const one of operations) {
    const found = minutes.get(one.id);
    const presence = found === undefined ? undefined : presenceOf(found.active, one.keptMs);
    if (presence === undefined) continue;
    addLines(opened, one, { grid, figures, deltas: found!.deltas, presence });
    await pacer.rest();
  }
  return opened;
}

function addLines(
  opened: OpenedHistory,
  { id, labels, counters, sketches }: AskedOperation,
  {
    grid,
    figures,
    deltas,
    presence,
  }: Pick<OperationMinutes, "deltas"> & {
    grid: MinuteGrid;
    figures: readonly PulseFigure[];
    presence: Presence;
  },
): void {
  for (const { figure, factor, labels: own } of counters)
    opened.lines.push(floatLine(own, grid, cumulated(deltas[figures.indexOf(figure)]!, factor), presence));
  for (const { asked, ...wants } of sketches) {
    const fed = opened.operations.get(asked) ?? [];
    fed.push({ id, presence, source: new SketchSource(labels, wants, { isRunning: true }) });
    opened.operations.set(asked, fed);
  }
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
  return [{ id: operation.id, labels, counters, sketches, keptMs }];
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
