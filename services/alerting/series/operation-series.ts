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

/** Everything that pulses tell of one operation. Its counters start at 0 one second before the first pulse. */
export class OperationSeries {
  readonly duration: DurationSeries;
  readonly #errors: TieredFloats;
  readonly #overWarning: TieredFloats;
  readonly #overCritical: TieredFloats;
  readonly #rows: TieredFloats;
  readonly #bytes: TieredFloats;
  /** Second of the newest pulse, in milliseconds. */
  lastPulseMs = 0;

  constructor(identity: OperationIdentity) {
    const labels = operationLabels(identity);
    const named = (name: string) => new TieredFloats(labels.with("__name__", name));
    const slow = labels.with("__name__", SLOW);
    this.duration = new DurationSeries(labels.with("__name__", OPERATION_DURATION));
    this.#errors = named(ERRORS);
    this.#overWarning = new TieredFloats(slow.with("level", "warning"));
    this.#overCritical = new TieredFloats(slow.with("level", "critical"));
    this.#rows = named(ROWS);
    this.#bytes = named(BYTES);
  }

  counters(): readonly TieredFloats[] {
    return [this.#errors, this.#overWarning, this.#overCritical, this.#rows, this.#bytes];
  }

  add(timeMs: number, delta: OperationDelta): void {
    this.duration.add(timeMs, delta.histogram, delta.count, delta.sumSeconds);
    addTo(this.#errors, timeMs, delta.errors);
    addTo(this.#overWarning, timeMs, delta.overWarning);
    addTo(this.#overCritical, timeMs, delta.overCritical);
    addTo(this.#rows, timeMs, delta.rows);
    addTo(this.#bytes, timeMs, delta.bytes);
    this.lastPulseMs = Math.max(this.lastPulseMs, timeMs);
  }

  carryForward(untilMs: number): void {
    this.duration.carryForward(untilMs);
    for (const counter of this.counters()) counter.carryForward(untilMs);
  }

  get keptMs(): number {
    return Math.max(this.duration.keptMs, ...this.counters().map((counter) => counter.keptMs));
  }

  drop(nowMs: number): void {
    this.duration.drop(nowMs);
    for (const counter of this.counters()) counter.drop(nowMs);
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
