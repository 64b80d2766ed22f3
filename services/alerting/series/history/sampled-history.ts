import { Labels } from "@mystocks/promql";
import { listSeries, readSampleHistory, type ListedSeries } from "@mystocks/store";
import type pg from "pg";
import { areMet } from "../matching.ts";
import { FROM_PULSES } from "../live-store.ts";
import type { Asked, OpenedHistory } from "./history.ts";
import { floatLine } from "./line.ts";
import type { MinuteGrid } from "./minute-grid.ts";
import { readsBuckets } from "./operation-history.ts";
import type { Pacer } from "./pacer.ts";
import { SampleMinutes } from "./sample-minutes.ts";
import { SketchSource } from "./sketch-source.ts";

export interface SampledHistoryParts {
  pool: pg.Pool | pg.ClientBase;
  grid: MinuteGrid;
  asked: readonly Asked[];
  pacer: Pacer;
}

type OpenSampledParts = SampledHistoryParts & { reuses: boolean };

/** One series of a service with what there is of it. */
export interface PastSampled {
  listed: ListedSeries;
  minutes: SampleMinutes;
}

/** Figures that services send themselves, as far as the selectors find them. */
export async function readPastSampled({
  pool,
  grid,
  asked,
  pacer,
}: SampledHistoryParts): Promise<PastSampled[]> {
  const listed = (await listSeries(pool, namesOf(asked))).filter(({ name }) => !FROM_PULSES.has(name));
  const wanted = new Map(listed.filter((one) => isAsked(one, asked)).map((one) => [one.seriesId, one]));
  if (wanted.size === 0) return [];
  const window = { from: new Date(grid.fromMs), to: new Date(grid.toMs) };
  const past: PastSampled[] = [];
  for (const history of await readSampleHistory(pool, { ...window, seriesIds: [...wanted.keys()] })) {
    const one = wanted.get(history.seriesId)!;
    past.push({ listed: one, minutes: new SampleMinutes(one, history, grid) });
    await pacer.rest();
  }
  return past;
}

export async function openSampled(parts: OpenSampledParts): Promise<OpenedHistory> {
  const opened: OpenedHistory = { lines: [], operations: new Map(), series: new Map() };
  for (const { listed, minutes } of await readPastSampled(parts)) addLines(opened, listed, minutes, parts);
  return opened;
}

function addLines(
  opened: OpenedHistory,
  { seriesId, name, type, labels }: ListedSeries,
  minutes: SampleMinutes,
  { asked, reuses }: Pick<OpenSampledParts, "asked" | "reuses">,
): void {
  const carried = minutes.carried();
  if (carried === undefined) return;
  const { values, sums, presence } = carried;
  const named = (suffix: string) => Labels.of({ ...labels, __name__: `${name}${suffix}` });
  if (type !== "histogram") {
    opened.lines.push(floatLine(named(""), values, presence));
    return;
  }
  opened.lines.push(floatLine(named("_count"), values, presence));
  opened.lines.push(floatLine(named("_sum"), sums, presence));
  for (const one of asked) {
    const wants = { histogram: areMet(one.matchers, named("")), buckets: readsBuckets(one, named("")) };
    if (!wants.histogram && !wants.buckets) continue;
    const source = new SketchSource(named(""), wants, { isRunning: false, reuses });
    opened.series.set(one, [...(opened.series.get(one) ?? []), { id: seriesId, presence, source }]);
  }
}

/** Names that the store may know the metrics by; undefined: a selector may mean any. */
function namesOf(asked: readonly Asked[]): string[] | undefined {
  const names = asked.map(
    ({ matchers }) => matchers.find(({ name, operator }) => name === "__name__" && operator === "=")?.value,
  );
  if (!names.every((name) => name !== undefined)) return undefined;
  return [...new Set(names.flatMap((name) => [name, name.replace(/_(count|sum|bucket)$/, "")]))];
}

function isAsked({ name, type, labels }: ListedSeries, asked: readonly Asked[]): boolean {
  const named = (suffix: string) => Labels.of({ ...labels, __name__: `${name}${suffix}` });
  const own = (type === "histogram" ? ["", "_count", "_sum"] : [""]).map(named);
  return asked.some(
    (one) =>
      own.some((series) => areMet(one.matchers, series)) ||
      (type === "histogram" && readsBuckets(one, named(""))),
  );
}
