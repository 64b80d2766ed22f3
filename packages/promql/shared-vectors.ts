import type { SelectorNode } from "./ast.ts";
import type { Vector } from "./vector.ts";

/**
 * What instant selectors gave at one time: for expressions that are evaluated one after the other on one store with
 * the same options, such as the rules of a group. Metrics that change between these evaluations are named as
 * `written`; selectors of those, and selectors without an exact name, read for themselves.
 */
export class SharedVectors {
  readonly #atMs: number;
  readonly #written: ReadonlySet<string>;
  readonly #vectors = new Map<string, Vector>();

  constructor(atMs: number, written: ReadonlySet<string>) {
    this.#atMs = atMs;
    this.#written = written;
  }

  /** For the evaluation in this package, which never changes a vector that it was given. */
  find({ key, metricName }: Shareable, timeMs: number, read: () => Vector): Vector {
    if (timeMs !== this.#atMs || this.#written.has(metricName)) return read();
    let vector = this.#vectors.get(key);
    if (vector === undefined) this.#vectors.set(key, (vector = read()));
    return vector;
  }
}

/** A selector that may give the same to several expressions. */
export type Shareable = { metricName: string; /** Equal for selectors that read the same. */ key: string };

export function shareable({ matchers, offsetMs, at }: SelectorNode): Shareable | undefined {
  const named = matchers.find(({ name, operator }) => name === "__name__" && operator === "=");
  if (named === undefined || at !== undefined) return undefined;
  const key = JSON.stringify([
    offsetMs,
    ...matchers.map(({ name, operator, value }) => [name, operator, value]),
  ]);
  return { metricName: named.value, key };
}
