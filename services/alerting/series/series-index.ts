import type { Labels, Matcher, Series } from "@mystocks/promql";

/** What a query can find: labels, and the samples of a time. */
export interface Findable {
  readonly labels: Labels;
  /** With at least the samples in [fromMs, nowMs]. */
  view(fromMs: number, nowMs: number): Series;
  /** Keeps samples for so long. */
  retain(ageMs: number): void;
}

const MOST_REMEMBERED = 10_000;

/** Series by metric name; remembers what matchers found until a series of that name comes or goes. */
export class SeriesIndex<Entry extends Findable> {
  readonly #byName = new Map<string, Map<string, Entry>>();
  readonly #found = new Map<string, Map<string, readonly Entry[]>>();

  get size(): number {
    let size = 0;
    for (const entries of this.#byName.values()) size += entries.size;
    return size;
  }

  names(): Iterable<string> {
    return this.#byName.keys();
  }

  *entries(): Iterable<Entry> {
    for (const entries of this.#byName.values()) yield* entries.values();
  }

  get(labels: Labels): Entry | undefined {
    return this.#byName.get(labels.metricName)?.get(labels.key);
  }

  add(entry: Entry): void {
    const name = entry.labels.metricName;
    const entries = this.#byName.get(name) ?? new Map<string, Entry>();
    this.#byName.set(name, entries.set(entry.labels.key, entry));
    this.#found.delete(name);
  }

  remove(entry: Entry): void {
    const name = entry.labels.metricName;
    const entries = this.#byName.get(name);
    entries?.delete(entry.labels.key);
    if (entries?.size === 0) this.#byName.delete(name);
    this.#found.delete(name);
  }

  find(matchers: readonly Matcher[]): readonly Entry[] {
    const others = matchers.filter(({ name }) => name !== "__name__");
    return this.#namesOf(matchers).flatMap((name) => this.#findNamed(name, others));
  }

  #namesOf(matchers: readonly Matcher[]): string[] {
    const onName = matchers.filter(({ name }) => name === "__name__");
    const exact = onName.find(({ operator }) => operator === "=");
    const names = exact === undefined ? [...this.#byName.keys()] : [exact.value];
    return names.filter((name) => onName.every((matcher) => matcher.matches(name)));
  }

  #findNamed(name: string, matchers: readonly Matcher[]): readonly Entry[] {
    const entries = this.#byName.get(name);
    if (entries === undefined) return [];
    const key = matchers
      .map(({ name: label, operator, value }) => `${label}${operator}${value}`)
      .join("\u0000");
    const remembered = this.#found.get(name) ?? new Map<string, readonly Entry[]>();
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = [...entries.values()].filter(({ labels }) =>
      matchers.every((matcher) => matcher.matches(labels.get(matcher.name))),
    );
    if (remembered.size < MOST_REMEMBERED) this.#found.set(name, remembered.set(key, found));
    return found;
  }
}
