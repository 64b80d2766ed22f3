import { nearMatch } from "./near-match.ts";

/** `did you mean …`, or else what there is; undefined where there is nothing. */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  const near = nearMatch(word, candidates);
  if (near !== undefined) return `did you mean ${JSON.stringify(near)}?`;
  return candidates.length === 0 ? undefined : `there is ${candidates.join(", ")}`;
}
