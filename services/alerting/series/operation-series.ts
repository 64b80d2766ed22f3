import type { OperationIdentity, OperationPulse } from "@mystocks/events";
import type { ExponentialHistogram } from "@mystocks/histogram";
import { Labels } from "@mystocks/promql";
import { DurationSeries } from "./duration-series.ts";
import { TieredFloats } from "./tiered-floats.ts";

export const OPERATION_DURATION = "mystocks_operation_duration_seconds";
const ERRORS = "mystocks_operation_errors_total";
const SLOW = "mystocks_operation_slow_total";
const ROWS = "mystocks_operation_rows_total";
const BYTES = "mystocks_operation_bytes_total";

export const OPERATION_COUNTERS = [ERRORS, SLOW, ROWS, BYTES] as const;

/** What one second adds. */
export interface OperationDelta extends Pick<
  OperationPulse,
  "count" | "errors" | "overWarning" | "overCritical" | "rows" | "bytes" | "sumSeconds"
> {
  histogram: ExponentialHistogram;
}

/** Which counter says what of a pulse. */
const COUNTERS = [
  { figure: "errors", name: ERRORS },
  { figure: "overWarning", name: SLOW, level: "warning" },
  { figure: "overCritical", name: SLOW, level: "critical" },
  { figure: "rows", name: ROWS },
  { figure: "bytes", name: BYTES },
] as const;

/** The labels of an operation's counters, from those that all its series have. */
export function counterLabels(labels: Labels) {
  return COUNTERS.map((counter) => {
    const named = labels.with("__name__", counter.name);
    return {
      figure: counter.figure,
      labels: "level" in counter ? named.with("level", counter.level) : named,
    };
  });
}

/** Everything that pulses tell of one operation. Its counters start at 0 one second before the first pulse. */
export class OperationSeries {
  readonly duration: DurationSeries;
  readonly #counters: readonly { figure: (typeof COUNTERS)[number]["figure"]; series: TieredFloats }[];
  /** Second of the newest pulse, in milliseconds. */
  lastPulseMs = 0;

  constructor(identity: OperationIdentity) {
    const labels = operationLabels(identity);
    this.duration = new DurationSeries(labels.with("__name__", OPERATION_DURATION));
    this.#counters = counterLabels(labels).map(({ figure, labels: own }) => ({
      figure,
      series: new TieredFloats(own),
    }));
  }

  counters(): readonly TieredFloats[] {
    return this.#counters.map(({ series }) => series);
  }

  add(timeMs: number, delta: OperationDelta): void {
    this.duration.add(timeMs, delta.histogram, delta.count, delta.sumSeconds);
    for (const { figure, series } of this.#counters) addTo(series, timeMs, delta[figure]);
    this.lastPulseMs = Math.max(this.lastPulseMs, timeMs);
  }

  /** Its series of floats with these labels. */
  counter(labels: Labels): TieredFloats | undefined {
    const { count, sum } = this.duration;
    return [count, sum, ...this.counters()].find((series) => series.labels.key === labels.key);
  }

  /** Goes on from what had been counted up to a second; what is not given begins at 0. */
  resume(timeMs: number, histogram: ExponentialHistogram, totals: ReadonlyMap<TieredFloats, number>): void {
    const { count, sum } = this.duration;
    this.duration.set(timeMs, histogram, totals.get(count) ?? 0, totals.get(sum) ?? 0);
    for (const { series } of this.#counters) series.append(timeMs, totals.get(series) ?? 0);
  }

  carryForward(untilMs: number): void {
    this.duration.carryForward(untilMs);
    for (const { series } of this.#counters) series.carryForward(untilMs);
  }

  get keptMs(): number {
    return Math.max(this.duration.keptMs, ...this.#counters.map(({ series }) => series.keptMs));
  }

  drop(nowMs: number): void {
    this.duration.drop(nowMs);
    for (const { series } of this.#counters) series.drop(nowMs);
  }
}

/** The same as the SDK's metric has; it names the kind of database where the database has no name. */
export function operationLabels(identity: OperationIdentity): Labels {
  const { service, operation, kind, classification, database, databaseSystem, collection } = identity;
  return Labels.of({
    service,
    operation,
    kind,
    classification,
    database: database === "" ? databaseSystem : database,
    collection,
  });
}

function addTo(series: TieredFloats, timeMs: number, delta: number): void {
  const lastMs = series.lastTimeMs;
  if (lastMs !== undefined && timeMs <= lastMs) return series.addFrom(timeMs, delta);
  if (lastMs === undefined) series.append(timeMs - 1000, 0);
  series.carryForward(timeMs - 1000);
  series.append(timeMs, series.lastValue! + delta);
}
