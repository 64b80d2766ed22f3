import type { LeafSelector, Series, SeriesStore } from "@mystocks/promql";

type LabelRecord = Readonly<Record<string, string>>;

/** Which selectors of an expression have data at an instant, for one set of labels or at all. */
export interface DataPresence {
  /** Numbers of the selectors with a series that agrees with the labels wherever both have one. */
  sourcesOf(labels: LabelRecord): number[];
  hasAny(): boolean;
}

/**
 * Looks at the store only when asked, once a selector. A selector has data when a sample that counts lies within its
 * range or the lookback; a staleness marker ends it.
 */
export function probeData(
  selectors: readonly LeafSelector[],
  store: SeriesStore,
  atMs: number,
  lookbackMs: number,
): DataPresence {
  const fresh: (FreshSeries | undefined)[] = [];
  const freshOf = (source: number) =>
    (fresh[source] ??= new FreshSeries(findFresh(selectors[source]!, store, atMs, lookbackMs)));
  return {
    sourcesOf: (labels) =>
      selectors.flatMap((_, source) => (freshOf(source).hasLike(labels) ? [source] : [])),
    hasAny: () => selectors.length === 0 || selectors.some((_, source) => !freshOf(source).isEmpty),
  };
}

/** What many alerts of one rule ask, each with the same label names, is indexed by the labels that both sides have. */
class FreshSeries {
  readonly #series: readonly Series[];
  /** Undefined: the series differ in which of the names they have, so each is looked at. */
  readonly #indexes = new Map<string, { shared: readonly string[]; keys: ReadonlySet<string> } | undefined>();

  constructor(series: readonly Series[]) {
    this.#series = series;
  }

  get isEmpty(): boolean {
    return this.#series.length === 0;
  }

  hasLike(labels: LabelRecord): boolean {
    const names = Object.keys(labels);
    const index = this.#index(names);
    if (index !== undefined) return index.keys.has(JSON.stringify(index.shared.map((name) => labels[name])));
    return this.#series.some(({ labels: own }) =>
      names.every((name) => !own.has(name) || own.get(name) === labels[name]),
    );
  }

  #index(names: readonly string[]) {
    const key = names.join("\u0000");
    if (this.#indexes.has(key)) return this.#indexes.get(key);
    const shared = names.filter((name) => this.#series.some(({ labels }) => labels.has(name)));
    const isUniform = this.#series.every(({ labels }) => shared.every((name) => labels.has(name)));
    const keys = () =>
      new Set(this.#series.map(({ labels }) => JSON.stringify(shared.map((name) => labels.get(name)))));
    const index = isUniform ? { shared, keys: keys() } : undefined;
    this.#indexes.set(key, index);
    return index;
  }
}

function findFresh(selector: LeafSelector, store: SeriesStore, atMs: number, lookbackMs: number): Series[] {
  const { rangeMs, offsetMs, enclosingRangeMs, enclosingOffsetMs, at } = selector;
  // A fixed time never falls silent, and `start` and `end` are the instant itself.
  const fixed = typeof at === "number" ? at : atMs;
  const toMs = fixed - offsetMs - enclosingOffsetMs;
  const fromMs = toMs - (rangeMs === 0 ? lookbackMs : rangeMs) - enclosingRangeMs;
  const isInstant = rangeMs === 0 && enclosingRangeMs === 0;
  return store
    .select(selector.matchers, fromMs, toMs)
    .filter((series) => hasSample(series, fromMs, toMs, isInstant));
}

function hasSample(
  { times, length, stale, forgetsAtEnd = false }: Series,
  fromMs: number,
  toMs: number,
  isInstant: boolean,
): boolean {
  for (let index = countUntil(times, length, toMs) - 1; index >= 0 && times[index]! > fromMs; index--) {
    if (stale?.[index] !== 1) return true;
    if (isInstant || forgetsAtEnd) return false;
  }
  return false;
}

/** How many of the rising times are not later. */
function countUntil(times: Float64Array, length: number, toMs: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= toMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
