export type Tone = { tone?: "ok" | "warn" | "bad" };

// MyStocks' own limits: pools 60 and 80 % in use, caches 80 and 30 % hits.
const POOL_WARNING = 0.6;
const POOL_CRITICAL = 0.8;
const CACHE_TARGET = 0.8;
const CACHE_CRITICAL = 0.3;

/** Full is bad only once someone waits or it is nearly so. */
export function poolTone(used: number, waiting: number): Tone {
  if (waiting > 0 || used > POOL_CRITICAL) return { tone: "bad" };
  return used > POOL_WARNING ? { tone: "warn" } : {};
}

export function cacheTone(hitRatio: number): Tone {
  if (hitRatio >= CACHE_TARGET) return { tone: "ok" };
  return { tone: hitRatio < CACHE_CRITICAL ? "bad" : "warn" };
}
