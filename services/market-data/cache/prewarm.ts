import type { CacheTier } from "./cache-tier.ts";
import type { HotKeys } from "./hot-keys.ts";

export interface CachesParts {
  tiers: readonly CacheTier[];
  hotKeys: HotKeys;
}

export interface PrewarmAsked {
  /** So many of the hottest keys. */
  top: number;
  /** Values are to be kept so long from now on; each cache's time to live when left out. */
  keepMs?: number | undefined;
  signal: AbortSignal;
}

export interface Prewarmed {
  warmed: number;
  alreadyWarm: number;
  /** Keys that name nothing any more. */
  unknown: number;
  /** Why loads failed, one text a key. */
  failures: string[];
}

/** At once; the readers' connections are not taken from them. */
const LOADS_AT_ONCE = 4;

/**
 * Loads the hottest keys ahead of their readers. Keys of caches that may not keep values so long are passed over: they
 * would be gone when their readers come. Begins no load once the signal aborts, and then rejects.
 */
export async function prewarm({ tiers, hotKeys }: CachesParts, asked: PrewarmAsked): Promise<Prewarmed> {
  const { top, keepMs, signal } = asked;
  const able = new Map(
    tiers
      .filter(({ mostTtlMs }) => keepMs === undefined || keepMs <= mostTtlMs)
      .map((tier) => [tier.keyPattern, tier] as const),
  );
  const keys = (await hotKeys.hottest([...able.keys()], top)).values();
  const done: Prewarmed = { warmed: 0, alreadyWarm: 0, unknown: 0, failures: [] };
  const work = async () => {
    for (const { keyPattern, cacheKey } of keys) {
      signal.throwIfAborted();
      const tier = able.get(keyPattern)!;
      const warmed = await tier.warm(cacheKey, keepMs ?? tier.ttlMs).catch(reasonOf);
      if (warmed instanceof Error) done.failures.push(warmed.message);
      else done[warmed === "loaded" ? "warmed" : warmed]++;
    }
  };
  await Promise.all(Array.from({ length: LOADS_AT_ONCE }, work));
  return done;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
