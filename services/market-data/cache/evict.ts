import type { CachesParts } from "./prewarm.ts";

export interface EvictionAsked {
  /** Values that nobody has read for so long are removed. */
  unreadMs: number;
  /** Hot keys that nobody has read for so long are forgotten. */
  forgetMs: number;
}

/** In this order, as people read it. */
export interface Evicted {
  evicted: number;
  expired: number;
  idle: number;
  /** Hot keys. */
  forgotten: number;
}

/** Removes what no reader has any more of, and nothing else. */
export async function evict({ tiers, hotKeys }: CachesParts, asked: EvictionAsked): Promise<Evicted> {
  const removed = tiers.map((tier) => tier.evict(asked.unreadMs));
  const expired = removed.reduce((sum, one) => sum + one.expired, 0);
  const idle = removed.reduce((sum, one) => sum + one.idle, 0);
  const forgotten = await hotKeys.forget(asked.forgetMs);
  return { evicted: expired + idle, expired, idle, forgotten };
}
