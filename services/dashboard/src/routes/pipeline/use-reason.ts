import type { PipelineHop } from "@mystocks/api";
import { useFormat } from "../../format/use-format.tsx";
import { useWords } from "./use-words.ts";

/** Why a hop is in its state, as a sentence. */
export function useReason(): (reason: PipelineHop["reason"]) => string {
  const words = useWords();
  const { numbers, duration } = useFormat();
  return ({ code, seconds, count, share, hop, reason }) =>
    words.reason[code]({
      duration: seconds === undefined ? "" : duration(seconds * 1000),
      count: count === undefined ? "" : numbers.integer(count),
      percent: share === undefined ? "" : numbers.percent(share),
      hop: hop === undefined ? "" : words.hop[hop],
      reason: reason === undefined ? "" : (words.dropReason[reason] ?? reason),
    });
}
