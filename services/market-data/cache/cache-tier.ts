/** Why an entry is no longer there. */
type EvictionReason = "capacity" | "expired" | "idle";

export interface TierStats {
  hits: number;
  misses: number;
  /** Values loaded ahead of their readers. */
  prewarmed: number;
  evictions: Readonly<Record<EvictionReason, number>>;
  entries: number;
}

/** What upkeep sees of a cache, whatever it holds. */
export interface CacheTier {
  /** What is cached, such as `daily_kline`; never a single key. */
  readonly keyPattern: string;
  /** How long values are kept that readers asked for. */
  readonly ttlMs: number;
  /** How long at most those that are loaded ahead of their readers. */
  readonly mostTtlMs: number;
  /**
   * Sees to it that the key's value is kept for so long from now on, by the load that readers use. Rejects when the load
   * fails. `unknown`: this is no key of the cache, or names nothing any more.
   */
  warm: (key: string, keepMs: number) => Promise<"loaded" | "alreadyWarm" | "unknown">;
  /** Removes what is past its time, and what nobody has read for so long. Returns how many of each. */
  evict: (unreadMs: number) => { expired: number; idle: number };
  stats: () => TierStats;
}
