import type { LiveExecution, LiveFigures, SecondPoint } from "./contract.ts";
import { FIGURE_SECONDS, figuresOf, SecondTally, type TallyPart } from "./tally.ts";

const KEPT_EXECUTIONS = 20;

interface Held {
  execution: LiveExecution;
  changedAt: number;
}

/** The seconds, figures and newest executions of one operation, or of all. Versions are the window's. */
export class LiveSeries {
  readonly #tallies = new Map<number, SecondTally>();
  #executions: Held[] = [];
  #figures: LiveFigures = figuresOf([]);
  /** Version at which the figures last changed. */
  figuresChangedAt = 0;
  newestSecond = 0;
  #refreshedSecond = 0;
  #isDirty = false;

  add(second: number, part: TallyPart, version: number): void {
    const tally = this.#tallies.get(second) ?? new SecondTally(second);
    this.#tallies.set(second, tally);
    tally.add(part, version);
    this.#isDirty = true;
    this.newestSecond = Math.max(this.newestSecond, second);
  }

  /** One that is held already is passed over. Newest first; the oldest make room. */
  addExecution(execution: LiveExecution, version: number): void {
    const isHeld = this.#executions.some(({ execution: { spanId, traceId } }) => {
      return spanId === execution.spanId && traceId === execution.traceId;
    });
    if (isHeld) return;
    this.#executions = [...this.#executions, { execution, changedAt: version }]
      .sort((a, b) => b.execution.endedAtMs - a.execution.endedAtMs)
      .slice(0, KEPT_EXECUTIONS);
  }

  forget(second: number): void {
    this.#tallies.delete(second);
  }

  get isEmpty(): boolean {
    return this.#tallies.size === 0;
  }

  get figures(): LiveFigures {
    return this.#figures;
  }

  /** Figures of the 60 seconds up to and with `nowSecond`. */
  refresh(nowSecond: number, version: number): void {
    if (!this.#isDirty && this.#refreshedSecond === nowSecond) return;
    this.#refreshedSecond = nowSecond;
    this.#isDirty = false;
    if (this.newestSecond <= nowSecond - FIGURE_SECONDS && this.#figures.count === 0) return;
    const figures = figuresOf(this.#lastMinute(nowSecond));
    if (isSame(figures, this.#figures)) return;
    this.#figures = figures;
    this.figuresChangedAt = version;
  }

  /** Changed after this version, by time. */
  pointsSince(version: number): SecondPoint[] {
    return [...this.#tallies.values()]
      .filter(({ changedAt }) => changedAt > version)
      .sort((a, b) => a.second - b.second)
      .map((tally) => tally.point());
  }

  /** Newest first. */
  executionsSince(version: number): LiveExecution[] {
    return this.#executions.filter(({ changedAt }) => changedAt > version).map(({ execution }) => execution);
  }

  *#lastMinute(nowSecond: number): Iterable<SecondTally> {
    for (let second = nowSecond - FIGURE_SECONDS + 1; second <= nowSecond; second++) {
      const tally = this.#tallies.get(second);
      if (tally !== undefined) yield tally;
    }
  }
}

function isSame(a: LiveFigures, b: LiveFigures): boolean {
  return (Object.keys(a) as (keyof LiveFigures)[]).every((key) => a[key] === b[key]);
}
