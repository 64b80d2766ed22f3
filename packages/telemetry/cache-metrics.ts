import type { Attributes, Meter, ObservableResult } from "@opentelemetry/api";

export interface CacheLabels {
  /** The tier: `memory` or `redis`. */
  cacheType: string;
  /** What is cached, such as `daily_kline`; never a single key. */
  keyPattern: string;
}

/** Totals since the cache was made, but for `entries` and `memoryBytes`, which are now's. */
export interface CacheStats {
  hits: number;
  misses: number;
  /** By reason, such as `expired`; a number alone is all for lack of room (`capacity`). */
  evictions?: number | Readonly<Record<string, number>>;
  /** Values loaded ahead of their readers. */
  prewarmed?: number;
  entries?: number;
  memoryBytes?: number;
}

interface Source {
  labels: Attributes;
  readStats: () => CacheStats;
}

export class CacheMetrics {
  readonly #sources = new Set<Source>();

  constructor(meter: Meter) {
    const counters = {
      hits: meter.createObservableCounter("mystocks_cache_hits_total", {
        description: "Reads answered by the cache.",
      }),
      misses: meter.createObservableCounter("mystocks_cache_misses_total", {
        description: "Reads the cache could not answer.",
      }),
      prewarmed: meter.createObservableCounter("mystocks_cache_prewarmed_total", {
        description: "Values loaded ahead of their readers.",
      }),
    };
    for (const [stat, counter] of Object.entries(counters)) {
      counter.addCallback((result) => this.#observe(result, stat as keyof typeof counters));
    }
    meter
      .createObservableCounter("mystocks_cache_evictions_total", {
        description: "Entries the cache gave up, by reason.",
      })
      .addCallback((result) => this.#observeEvictions(result));
    meter
      .createObservableGauge("mystocks_cache_entries", { description: "Entries in the cache." })
      .addCallback((result) => this.#observe(result, "entries"));
    meter
      .createObservableGauge("mystocks_cache_memory_usage_bytes", {
        unit: "By",
        description: "Memory the cache takes.",
      })
      .addCallback((result) => this.#observe(result, "memoryBytes"));
  }

  add({ cacheType, keyPattern }: CacheLabels, readStats: () => CacheStats): () => void {
    const source = { labels: { cache_type: cacheType, key_pattern: keyPattern }, readStats };
    this.#sources.add(source);
    return () => this.#sources.delete(source);
  }

  #observeEvictions(result: ObservableResult): void {
    for (const { labels, readStats } of this.#sources) {
      const { evictions } = readStats();
      const reasons = typeof evictions === "number" ? { capacity: evictions } : (evictions ?? {});
      for (const [reason, count] of Object.entries(reasons)) result.observe(count, { ...labels, reason });
    }
  }

  #observe(result: ObservableResult, stat: Exclude<keyof CacheStats, "evictions">): void {
    for (const { labels, readStats } of this.#sources) {
      const value = readStats()[stat];
      if (value !== undefined) result.observe(value, labels);
    }
  }
}
