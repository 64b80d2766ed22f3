export interface Pace {
  perSecond: number;
  /** A beat is left out while this many runs are under way, so that a slow database is not stormed. */
  atOnce: number;
}

export interface Task extends Pace {
  name: string;
  run: () => Promise<unknown>;
}

/**
 * Calls `run` at a steady pace; what it throws goes to `onError`.
 * @returns what ends it: resolves when the last run is over
 */
export function startPaced(
  { perSecond, atOnce }: Pace,
  run: () => Promise<unknown>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const running = new Set<Promise<unknown>>();
  const beat = () => {
    if (running.size >= atOnce) return;
    const one = run()
      .catch(onError)
      .finally(() => running.delete(one));
    running.add(one);
  };
  const timer = setInterval(beat, 1_000 / perSecond);
  return async () => {
    clearInterval(timer);
    await Promise.all(running);
  };
}

/** Deals out `size` items at a time, over and over. */
export function inRounds<T>(items: readonly T[], size: number): () => T[] {
  let at = 0;
  return () => {
    const dealt = Array.from(
      { length: Math.min(size, items.length) },
      (_, ahead) => items[(at + ahead) % items.length]!,
    );
    at = (at + size) % items.length;
    return dealt;
  };
}
