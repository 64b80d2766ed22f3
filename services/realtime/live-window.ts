import type { LiveExecution, LiveFigures, OperationData, OperationsData, OverviewData } from "./contract.ts";
import { LiveSeries } from "./live-series.ts";
import type { TallyPart } from "./tally.ts";

export const WINDOW_SECONDS = 900;
/** Spans of a clock that is ahead are taken up to this far, as the recorder does. */
export const AHEAD_SECONDS = 300;

/** Before everything: what changed since then is all there is. */
export const FROM_START = -1;

/**
 * The last 15 minutes in memory, second by second, per operation and in total. Every change raises `version`; a
 * reader that knows up to which version it was told gets what changed since, however long it was away.
 */
export class LiveWindow {
  readonly #mostOperations: number;
  readonly #total = new LiveSeries();
  readonly #operations = new Map<number, LiveSeries>();
  readonly #seriesBySecond = new Map<number, Set<LiveSeries>>();
  #version = 0;
  #storedAtMs = 0;

  constructor({ mostOperations }: { mostOperations: number }) {
    this.#mostOperations = mostOperations;
  }

  get version(): number {
    return this.#version;
  }

  get operationCount(): number {
    return this.#operations.size;
  }

  storedAt(milliseconds: number): void {
    this.#storedAtMs = Math.max(this.#storedAtMs, milliseconds);
  }

  addToTotal(second: number, part: TallyPart, nowSecond: number): void {
    this.#add(this.#total, second, part, nowSecond);
  }

  addToOperation(id: number, second: number, part: TallyPart, nowSecond: number): void {
    if (isWithin(second, nowSecond)) this.#add(this.#seriesOf(id), second, part, nowSecond);
  }

  /** `inOverview`: it is shown there too. */
  addExecution(execution: LiveExecution, inOverview: boolean): void {
    this.#version += 1;
    this.#seriesOf(execution.operationId).addExecution(execution, this.#version);
    if (inOverview) this.#total.addExecution(execution, this.#version);
  }

  /** Takes what has left the window out of it and brings the figures of the last minute up to this second. */
  advance(nowSecond: number): void {
    this.#version += 1;
    this.#forgetBefore(nowSecond - WINDOW_SECONDS + 1);
    this.#total.refresh(nowSecond, this.#version);
    for (const series of this.#operations.values()) series.refresh(nowSecond, this.#version);
  }

  /** Undefined when nothing changed since. */
  overviewSince(version: number): OverviewData | undefined {
    return this.#feedSince(this.#total, version);
  }

  /** Undefined when nothing changed since. From the start: of one that never ran, an empty one. */
  operationSince(id: number, version: number): OperationData | undefined {
    return this.#feedSince(this.#operations.get(id) ?? new LiveSeries(), version);
  }

  /** From the start: what ran in the last minute; else whose figures changed, also to nothing. */
  operationsSince(version: number): OperationsData | undefined {
    const operations: { id: number; figures: LiveFigures }[] = [];
    for (const [id, { figures, figuresChangedAt }] of this.#operations) {
      if (figuresChangedAt > version && (version !== FROM_START || figures.count > 0))
        operations.push({ id, figures });
    }
    if (operations.length === 0 && version !== FROM_START) return undefined;
    return { storedAtMs: this.#storedAtMs, operations };
  }

  #feedSince(series: LiveSeries, version: number): OverviewData | undefined {
    const points = series.pointsSince(version);
    const executions = series.executionsSince(version);
    const isUnchanged = points.length === 0 && executions.length === 0 && series.figuresChangedAt <= version;
    if (isUnchanged && version !== FROM_START) return undefined;
    return { storedAtMs: this.#storedAtMs, figures: series.figures, points, executions };
  }

  #add(series: LiveSeries, second: number, part: TallyPart, nowSecond: number): void {
    if (!isWithin(second, nowSecond)) return;
    this.#version += 1;
    series.add(second, part, this.#version);
    const ofSecond = this.#seriesBySecond.get(second) ?? new Set();
    this.#seriesBySecond.set(second, ofSecond.add(series));
  }

  #seriesOf(id: number): LiveSeries {
    const held = this.#operations.get(id);
    if (held !== undefined) return held;
    if (this.#operations.size >= this.#mostOperations) this.#forgetStalest();
    const series = new LiveSeries();
    this.#operations.set(id, series);
    return series;
  }

  #forgetBefore(firstSecond: number): void {
    for (const [second, ofSecond] of this.#seriesBySecond) {
      if (second >= firstSecond) continue;
      this.#seriesBySecond.delete(second);
      for (const series of ofSecond) series.forget(second);
    }
    for (const [id, series] of this.#operations) {
      const wasTold = series.figures.count === 0;
      if (series.isEmpty && wasTold && series.newestSecond < firstSecond) this.#operations.delete(id);
    }
  }

  #forgetStalest(): void {
    let stalest: number | undefined;
    let oldest = Infinity;
    for (const [id, { newestSecond }] of this.#operations) {
      if (newestSecond < oldest) [stalest, oldest] = [id, newestSecond];
    }
    if (stalest === undefined) return;
    const series = this.#operations.get(stalest)!;
    for (const ofSecond of this.#seriesBySecond.values()) ofSecond.delete(series);
    this.#operations.delete(stalest);
  }
}

const isWithin = (second: number, nowSecond: number) =>
  second > nowSecond - WINDOW_SECONDS && second <= nowSecond + AHEAD_SECONDS;
