import { LRUCache } from "lru-cache";

/** The memory tier in front of a query. */
export interface ReadCache {
  /** The kept value, or what `load` gives, kept for the time to live. A failed load is not kept. */
  get: <T extends object>(key: string, load: () => Promise<T>) => Promise<T>;
  stats: () => { hits: number; misses: number };
}

const MEMORY_ENTRIES = 10_000;

export function createReadCache(ttlMs: number): ReadCache {
  const entries = new LRUCache<string, object>({ max: MEMORY_ENTRIES, ttl: ttlMs });
  const counted = { hits: 0, misses: 0 };
  return {
    async get<T extends object>(key: string, load: () => Promise<T>): Promise<T> {
      const kept = entries.get(key);
      if (kept !== undefined) {
        counted.hits++;
        return kept as T;
      }
      counted.misses++;
      const loaded = await load();
      entries.set(key, loaded);
      return loaded;
    },
    stats: () => ({ ...counted }),
  };
}
