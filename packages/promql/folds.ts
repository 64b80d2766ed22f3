import type { AggregationNode } from "./ast.ts";
import type { CounterHint, FloatHistogram } from "./float-histogram.ts";
import { HistogramMean, HistogramTotal } from "./histogram-total.ts";
import { warnOfHints } from "./hints.ts";
import { kahanAdd } from "./kahan.ts";
import type { Kahan } from "./kahan.ts";
import { Mean } from "./mean.ts";
import type { Run } from "./run.ts";
import type { Value } from "./vector.ts";

/** One group of an aggregation that takes in its samples one by one. */
export type Fold = {
  addNumber: (value: number) => void;
  addHistogram: (histogram: FloatHistogram) => void;
  /** undefined when nothing comes of the group. */
  result: () => Value | undefined;
};

type MakeFold = (run: Run, node: AggregationNode) => Fold;

export const FOLDS: ReadonlyMap<string, MakeFold> = new Map<string, MakeFold>([
  ["sum", sum],
  ["avg", average],
  ["count", () => new Count()],
  ["group", () => new Group()],
  ["min", (run, node) => new Extreme(run, node, -1)],
  ["max", (run, node) => new Extreme(run, node, 1)],
  ["stdvar", (run, node) => new Spread(run, node, (variance) => variance)],
  ["stddev", (run, node) => new Spread(run, node, Math.sqrt)],
]);

function sum(run: Run, node: AggregationNode): Fold {
  const total: Kahan = { sum: 0, compensation: 0 };
  const histograms = new HistogramTotal();
  return new MixedFold(run, node, {
    addNumber: (value) => kahanAdd(total, value),
    number: () => total.sum + total.compensation,
    addHistogram: (histogram) => histograms.add(histogram),
    histogram: () => histograms.sum(),
  });
}

function average(run: Run, node: AggregationNode): Fold {
  const mean = new Mean();
  const histograms = new HistogramMean();
  return new MixedFold(run, node, {
    addNumber: (value) => mean.add(value),
    number: () => mean.value,
    addHistogram: (histogram) => histograms.add(histogram),
    histogram: () => histograms.mean(),
  });
}

type Parts = {
  addNumber: (value: number) => void;
  number: () => number;
  addHistogram: (histogram: FloatHistogram) => void;
  histogram: () => FloatHistogram | undefined;
};

/** For numbers or histograms, but nothing when they are mixed. */
class MixedFold implements Fold {
  readonly #run: Run;
  readonly #node: AggregationNode;
  readonly #parts: Parts;
  #hasNumber = false;
  readonly #hints = new Set<CounterHint>();

  constructor(run: Run, node: AggregationNode, parts: Parts) {
    this.#run = run;
    this.#node = node;
    this.#parts = parts;
  }

  addNumber(value: number): void {
    this.#hasNumber = true;
    this.#parts.addNumber(value);
  }

  addHistogram(histogram: FloatHistogram): void {
    this.#hints.add(histogram.hint);
    this.#parts.addHistogram(histogram);
  }

  result(): Value | undefined {
    if (this.#hints.size === 0) return this.#parts.number();
    warnOfHints(this.#run, this.#node, this.#hints);
    if (!this.#hasNumber) return this.#parts.histogram();
    this.#run.warn(this.#node, "PromQL warning: encountered a mix of histograms and floats for aggregation");
    return undefined;
  }
}

class Count implements Fold {
  #count = 0;
  addNumber(): void {
    this.#count++;
  }
  addHistogram(): void {
    this.#count++;
  }
  result(): number {
    return this.#count;
  }
}

class Group implements Fold {
  addNumber(): void {}
  addHistogram(): void {}
  result(): number {
    return 1;
  }
}

/** Base of those that leave histograms out. */
class NumberFold {
  readonly #run: Run;
  readonly #node: AggregationNode;

  constructor(run: Run, node: AggregationNode) {
    this.#run = run;
    this.#node = node;
  }

  addHistogram(): void {
    this.#run.inform(this.#node, `PromQL info: ignored histogram in ${this.#node.operator} aggregation`);
  }
}

class Extreme extends NumberFold implements Fold {
  readonly #sign: 1 | -1;
  #best: number | undefined;

  constructor(run: Run, node: AggregationNode, sign: 1 | -1) {
    super(run, node);
    this.#sign = sign;
  }

  addNumber(value: number): void {
    const best = this.#best;
    if (best === undefined || Number.isNaN(best) || (value - best) * this.#sign > 0) this.#best = value;
  }

  result(): number | undefined {
    return this.#best;
  }
}

/** Variance by Welford's steps. */
class Spread extends NumberFold implements Fold {
  readonly #finish: (variance: number) => number;
  #count = 0;
  #mean = 0;
  #squares = 0;

  constructor(run: Run, node: AggregationNode, finish: (variance: number) => number) {
    super(run, node);
    this.#finish = finish;
  }

  addNumber(value: number): void {
    this.#count++;
    const difference = value - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (value - this.#mean);
  }

  result(): number | undefined {
    if (this.#count === 0) return undefined;
    return this.#finish(this.#squares / this.#count);
  }
}
