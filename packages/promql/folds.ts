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
  ["sum", (run, node) => new Sum(run, node)],
  ["avg", (run, node) => new Average(run, node)],
  ["count", () => new Count()],
  ["group", () => new Group()],
  ["min", (run, node) => new Extreme(run, node, -1)],
  ["max", (run, node) => new Extreme(run, node, 1)],
  ["stdvar", (run, node) => new Spread(run, node, (variance) => variance)],
  ["stddev", (run, node) => new Spread(run, node, Math.sqrt)],
]);

/** For numbers or histograms, but nothing when they are mixed. Thousands are made at a time, mostly for numbers alone. */
abstract class MixedFold implements Fold {
  readonly #run: Run;
  readonly #node: AggregationNode;
  #hasNumber = false;
  #hints: Set<CounterHint> | undefined;

  constructor(run: Run, node: AggregationNode) {
    this.#run = run;
    this.#node = node;
  }

  protected abstract takeNumber(value: number): void;
  protected abstract number(): number;
  protected abstract takeHistogram(histogram: FloatHistogram): void;
  protected abstract histogram(): FloatHistogram | undefined;

  addNumber(value: number): void {
    this.#hasNumber = true;
    this.takeNumber(value);
  }

  addHistogram(histogram: FloatHistogram): void {
    (this.#hints ??= new Set()).add(histogram.hint);
    this.takeHistogram(histogram);
  }

  result(): Value | undefined {
    if (this.#hints === undefined) return this.number();
    warnOfHints(this.#run, this.#node, this.#hints);
    if (!this.#hasNumber) return this.histogram();
    this.#run.warn(this.#node, "PromQL warning: encountered a mix of histograms and floats for aggregation");
    return undefined;
  }
}

class Sum extends MixedFold {
  readonly #total: Kahan = { sum: 0, compensation: 0 };
  #histograms: HistogramTotal | undefined;

  protected takeNumber(value: number): void {
    kahanAdd(this.#total, value);
  }
  protected number(): number {
    return this.#total.sum + this.#total.compensation;
  }
  protected takeHistogram(histogram: FloatHistogram): void {
    (this.#histograms ??= new HistogramTotal()).add(histogram);
  }
  protected histogram(): FloatHistogram | undefined {
    return this.#histograms?.sum();
  }
}

class Average extends MixedFold {
  readonly #mean = new Mean();
  #histograms: HistogramMean | undefined;

  protected takeNumber(value: number): void {
    this.#mean.add(value);
  }
  protected number(): number {
    return this.#mean.value;
  }
  protected takeHistogram(histogram: FloatHistogram): void {
    (this.#histograms ??= new HistogramMean()).add(histogram);
  }
  protected histogram(): FloatHistogram | undefined {
    return this.#histograms?.mean();
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
