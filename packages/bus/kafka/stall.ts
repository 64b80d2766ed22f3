export interface FetchState {
  /** When a fetch was last answered or the group joined. */
  progressAt: number;
  /** Of each partition that is being fetched: since when it is known to hold more than came; undefined: it does not. */
  behindSince: readonly (number | undefined)[];
}

/** Why the consumer has to be started anew; undefined while it is alive. Times in milliseconds of one clock. */
export function stallOf(state: FetchState, now: number, stallMs: number): string | undefined {
  const silentMs = now - state.progressAt;
  if (silentMs > stallMs) return `no fetch was answered for ${seconds(silentMs)}`;
  const stuck = state.behindSince.filter((since) => since !== undefined && now - since > stallMs);
  if (stuck.length === 0) return undefined;
  return `${stuck.length} partitions grew for ${seconds(stallMs)} and nothing of them came`;
}

const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;
