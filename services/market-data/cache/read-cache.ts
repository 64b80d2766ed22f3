import { LRUCache } from "lru-cache";
import type { CacheTier, TierStats } from "./cache-tier.ts";

export interface ReadCacheOptions<Query, Value extends object> {
  keyPattern: string;
  ttlMs: number;
  /** `ttlMs` when left out. */
  mostTtlMs?: number;
  /** 10,000 when left out. */
  mostEntries?: number;
  keyOf: (query: Query) => string;
  /** undefined: this is no key, or names nothing any more. */
  queryOf: (key: string) => Query | undefined;
  load: (query: Query) => Promise<Value>;
  /** Hears of every read, hit or miss. */
  onRead?: (key: string) => void;
  /** Milliseconds that only rise; a test moves it. */
  clock?: Clock;
}

interface Clock {
  now: () => number;
}

interface Entry<Value> {
  value: Value;
  readAtMs: number;
}

interface Flight<Value> {
  value: Promise<Value>;
  /** The longest that anybody asked for who waits. */
  keepMs: number;
}

const MEMORY_ENTRIES = 10_000;

/** The memory tier in front of a query. Readers and upkeep that want one key at once share a load. */
export class ReadCache<Query, Value extends object> implements CacheTier {
  readonly keyPattern: string;
  readonly ttlMs: number;
  readonly mostTtlMs: number;
  readonly #options: ReadCacheOptions<Query, Value>;
  readonly #clock: Clock;
  readonly #entries: LRUCache<string, Entry<Value>>;
  readonly #flights = new Map<string, Flight<Value>>();
  readonly #counted = { hits: 0, misses: 0, prewarmed: 0 };
  readonly #evictions = { capacity: 0, expired: 0, idle: 0 };

  constructor(options: ReadCacheOptions<Query, Value>) {
    const { keyPattern, ttlMs, mostTtlMs = ttlMs, mostEntries: max = MEMORY_ENTRIES } = options;
    this.keyPattern = keyPattern;
    this.ttlMs = ttlMs;
    this.mostTtlMs = mostTtlMs;
    this.#options = options;
    this.#clock = options.clock ?? performance;
    const dispose = (_entry: Entry<Value>, _key: string, reason: LRUCache.DisposeReason) => {
      if (reason === "expire") this.#evictions.expired++;
      else if (reason === "evict") this.#evictions.capacity++;
    };
    this.#entries = new LRUCache({ max, ttl: ttlMs, ttlResolution: 0, perf: this.#clock, dispose });
  }

  /** The kept value, or what the load gives, kept for the time to live. A failed load is not kept. */
  async get(query: Query): Promise<Value> {
    const key = this.#options.keyOf(query);
    this.#options.onRead?.(key);
    const kept = this.#entries.get(key);
    if (kept === undefined) {
      this.#counted.misses++;
      return this.#load(key, query, this.ttlMs);
    }
    this.#counted.hits++;
    kept.readAtMs = this.#clock.now();
    return kept.value;
  }

  async warm(key: string, keepMs: number): Promise<"loaded" | "alreadyWarm" | "unknown"> {
    const query = this.#options.queryOf(key);
    if (query === undefined) return "unknown";
    const wantedMs = Math.min(keepMs, this.mostTtlMs);
    if (this.#entries.getRemainingTTL(key) >= wantedMs) return "alreadyWarm";
    await this.#load(key, query, wantedMs);
    this.#counted.prewarmed++;
    return "loaded";
  }

  evict(unreadMs: number): { expired: number; idle: number } {
    const before = this.#evictions.expired;
    this.#entries.purgeStale();
    const unreadSince = this.#clock.now() - unreadMs;
    const unread = [...this.#entries].filter(([, { readAtMs }]) => readAtMs < unreadSince);
    for (const [key] of unread) this.#entries.delete(key);
    this.#evictions.idle += unread.length;
    return { expired: this.#evictions.expired - before, idle: unread.length };
  }

  stats(): TierStats {
    return { ...this.#counted, evictions: { ...this.#evictions }, entries: this.#entries.size };
  }

  #load(key: string, query: Query, keepMs: number): Promise<Value> {
    const flown = this.#flights.get(key);
    if (flown !== undefined) {
      flown.keepMs = Math.max(flown.keepMs, keepMs);
      return flown.value;
    }
    const value = this.#options.load(query).then(
      (loaded) => this.#keep(key, loaded),
      (error: unknown) => {
        this.#flights.delete(key);
        throw error;
      },
    );
    this.#flights.set(key, { value, keepMs });
    return value;
  }

  #keep(key: string, value: Value): Value {
    const ttl = this.#flights.get(key)?.keepMs ?? this.ttlMs;
    this.#flights.delete(key);
    this.#entries.set(key, { value, readAtMs: this.#clock.now() }, { ttl });
    return value;
  }
}
