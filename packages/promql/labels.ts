const METRIC_NAME = "__name__";
const NAME_ONLY: ReadonlySet<string> = new Set([METRIC_NAME]);

/**
 * An immutable set of labels, sorted by name; a label with an empty value is the same as none. Evaluation caches by
 * identity: a store that hands out the same object for the same series each time is evaluated faster.
 */
export class Labels {
  readonly names: readonly string[];
  readonly values: readonly string[];
  #key: string | undefined;
  #metricName: string | undefined;
  #nameless: Labels | undefined;

  private constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  static get empty(): Labels {
    return EMPTY;
  }

  static of(record: Readonly<Record<string, string>>): Labels {
    return Labels.fromEntries(Object.entries(record));
  }

  /** Names must differ. */
  static fromEntries(entries: readonly (readonly [name: string, value: string])[]): Labels {
    const kept = entries.filter(([, value]) => value !== "").sort(([a], [b]) => (a < b ? -1 : 1));
    return new Labels(
      kept.map(([name]) => name),
      kept.map(([, value]) => value),
    );
  }

  get size(): number {
    return this.names.length;
  }

  /** The metric's name, "" when there is none. */
  get metricName(): string {
    return (this.#metricName ??= this.get(METRIC_NAME));
  }

  /** Equal for equal sets, different for different ones. */
  get key(): string {
    // Lengths, since a value may hold any character that could stand between.
    return (this.#key ??= this.names.map((name, i) => part(name) + part(this.values[i]!)).join(""));
  }

  /** Without the metric's name; the same object each time. */
  get nameless(): Labels {
    return (this.#nameless ??= this.without(NAME_ONLY));
  }

  /** "" when there is no such label. */
  get(name: string): string {
    const index = this.names.indexOf(name);
    return index === -1 ? "" : this.values[index]!;
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  equals(other: Labels): boolean {
    return this === other || this.key === other.key;
  }

  /** With the label set to the value, or without it when the value is "". */
  with(name: string, value: string): Labels {
    const others = this.entries().filter(([other]) => other !== name);
    return Labels.fromEntries([...others, [name, value]]);
  }

  only(names: ReadonlySet<string>): Labels {
    return this.#where((name) => names.has(name));
  }

  without(names: ReadonlySet<string>): Labels {
    return this.#where((name) => !names.has(name));
  }

  entries(): [name: string, value: string][] {
    return this.names.map((name, i) => [name, this.values[i]!]);
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.entries());
  }

  toJSON(): Record<string, string> {
    return this.toRecord();
  }

  /** As Prometheus writes it: `up{job="api"}`. */
  toString(): string {
    const name = this.metricName;
    const pairs = this.entries()
      .filter(([label]) => label !== METRIC_NAME)
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return pairs.length === 0 && name !== "" ? name : `${name}{${pairs.join(", ")}}`;
  }

  #where(keeps: (name: string) => boolean): Labels {
    const kept = this.entries().filter(([name]) => keeps(name));
    if (kept.length === this.size) return this;
    return kept.length === 0
      ? Labels.empty
      : new Labels(
          kept.map(([name]) => name),
          kept.map(([, value]) => value),
        );
  }
}

const EMPTY = Labels.fromEntries([]);

function part(text: string): string {
  return `${text.length}:${text}`;
}
