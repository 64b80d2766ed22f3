import type { Node, SelectorNode } from "./ast.ts";
import type { EvaluationOptions } from "./options.ts";
import { positionOf, PromqlError } from "./promql-error.ts";
import type { Series, SeriesStore } from "./series-store.ts";
import type { SharedVectors } from "./shared-vectors.ts";
import type { Vector } from "./vector.ts";

/** Times an evaluation covers: both ends are the same for an instant. */
export type Bounds = { startMs: number; endMs: number };

type Resolved = Required<Omit<EvaluationOptions, "checkpoint" | "shared">>;

const DEFAULTS: Resolved = {
  lookbackMs: 300_000,
  rangeBoundary: "left-open",
  maxSamples: 50_000_000,
  defaultStepMs: 60_000,
};

/** One evaluation: what it reads, and what it has found out on the way. */
export class Run {
  readonly bounds: Bounds;
  readonly lookbackMs: number;
  readonly isClosed: boolean;
  readonly defaultStepMs: number;
  readonly isRange: boolean;
  /** What other expressions have read at this instant. */
  readonly shared: SharedVectors | undefined;
  /** Results of a subquery's inside by node and time: windows of neighbouring steps overlap. */
  readonly steps = new Map<Node, Map<number, Vector>>();
  /** Results that are the same at every step. */
  readonly constants = new Map<Node, unknown>();
  readonly #text: string;
  readonly #store: SeriesStore;
  readonly #maxSamples: number;
  readonly #checkpoint: (() => void) | undefined;
  #samples = 0;
  readonly #selected = new Map<SelectorNode, readonly Series[]>();
  #warnings: Set<string> | undefined;
  #infos: Set<string> | undefined;

  constructor(text: string, store: SeriesStore, bounds: Bounds, options: EvaluationOptions) {
    this.#text = text;
    this.#store = store;
    this.bounds = bounds;
    this.isRange = bounds.startMs !== bounds.endMs;
    this.lookbackMs = options.lookbackMs ?? DEFAULTS.lookbackMs;
    this.isClosed = (options.rangeBoundary ?? DEFAULTS.rangeBoundary) === "closed";
    this.#maxSamples = options.maxSamples ?? DEFAULTS.maxSamples;
    this.defaultStepMs = options.defaultStepMs ?? DEFAULTS.defaultStepMs;
    this.#checkpoint = options.checkpoint;
    this.shared = this.isRange ? undefined : options.shared;
  }

  /** The selector's series for all steps; asked of the store once. */
  series(selector: SelectorNode, reach: (run: Run) => Bounds): readonly Series[] {
    let series = this.#selected.get(selector);
    if (series === undefined) {
      const { startMs, endMs } = reach(this);
      series = this.#store.select(selector.matchers, startMs, endMs);
      this.#selected.set(selector, series);
    }
    return series;
  }

  /** What the store holds is asked for anew from here on. */
  renew(): void {
    this.#selected.clear();
  }

  /** To be told of samples before much is done with them. Throws PromqlError when they have become too many. */
  read(node: Node, samples: number): void {
    this.#checkpoint?.();
    this.#samples += samples;
    if (this.#samples > this.#maxSamples) {
      throw this.error(node, `the expression reads more than ${this.#maxSamples} samples`);
    }
  }

  warn(node: Node, message: string): void {
    (this.#warnings ??= new Set()).add(this.#remark(node, message));
  }

  inform(node: Node, message: string): void {
    (this.#infos ??= new Set()).add(this.#remark(node, message));
  }

  error(node: Node, message: string): PromqlError {
    return new PromqlError("evaluation", message, positionOf(this.#text, node.from, node.to));
  }

  remarks(): { warnings: string[]; infos: string[] } {
    return { warnings: [...(this.#warnings ?? [])], infos: [...(this.#infos ?? [])] };
  }

  #remark(node: Node, message: string): string {
    const { line, column } = positionOf(this.#text, node.from, node.to);
    return `${message} (${line}:${column})`;
  }
}
