import type { MetricFamily } from "./prometheus-text.ts";

type Labels = Record<string, string>;

export interface Counter {
  add(labels: Labels, amount?: number): void;
}

export interface Histogram {
  record(labels: Labels, seconds: number): void;
}

/** The figures a role keeps about itself; read as families when somebody asks. */
export class MetricRegistry {
  readonly #families = new Map<string, () => MetricFamily>();

  counter(name: string, help: string): Counter {
    const values = new Map<string, { labels: Labels; value: number }>();
    this.#families.set(name, () => ({ name, type: "counter", help, samples: [...values.values()] }));
    return {
      add(labels, amount = 1) {
        const key = JSON.stringify(labels);
        const held = values.get(key);
        if (held === undefined) values.set(key, { labels, value: amount });
        else held.value += amount;
      },
    };
  }

  /** `read` is called at collection. */
  gauge(name: string, help: string, read: () => { labels: Labels; value: number }[]): void {
    this.#families.set(name, () => ({ name, type: "gauge", help, samples: read() }));
  }

  /** `bounds`: upper bounds in seconds, ascending, without infinity. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const values = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();
    this.#families.set(name, () => ({
      name,
      type: "histogram",
      help,
      samples: [...values.values()].map(({ labels, counts, sum, count }) => ({
        labels,
        sum,
        value: count,
        buckets: cumulative(bounds, counts),
      })),
    }));
    return {
      record(labels, seconds) {
        const key = JSON.stringify(labels);
        const held = values.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
        values.set(key, held);
        const bucket = bounds.findIndex((bound) => seconds <= bound);
        if (bucket >= 0) held.counts[bucket]! += 1;
        held.sum += seconds;
        held.count += 1;
      },
    };
  }

  families(): MetricFamily[] {
    return [...this.#families.values()].map((read) => read());
  }
}

function cumulative(bounds: readonly number[], counts: readonly number[]): [number, number][] {
  let total = 0;
  return bounds.map((bound, index) => [bound, (total += counts[index]!)]);
}
