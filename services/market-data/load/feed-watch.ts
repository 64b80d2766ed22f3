/** A session in which nothing arrives for this long is blocked; the platform's own limit. */
export const SILENCE_LIMIT_MS = 120_000;

export type FeedVerdict = "flowing" | "silent" | "fell silent";

/** Judges the feed at `nowMs`. `fell silent` comes once an episode: when it was not silent at the judgement before. */
export function judgeFeed(lastTicksMs: number, nowMs: number, before: FeedVerdict): FeedVerdict {
  if (nowMs - lastTicksMs <= SILENCE_LIMIT_MS) return "flowing";
  return before === "flowing" ? "fell silent" : "silent";
}
