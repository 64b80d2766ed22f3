import type { PipelineHop } from "@mystocks/api";
import { useFormat } from "../../format/use-format.tsx";
import { useWords } from "./use-words.ts";

/** Why a hop is in its state, as a sentence. */
export function useReason(): (reason: PipelineHop["reason"]) => string {
  const words = useWords();
  const { numbers, duration } = useFormat();
  const counted = (count: number, unit: PipelineHop["reason"]["unit"]) =>
    unit === "bytes" ? numbers.bytes(count) : numbers.integer(count);
  return ({ code, seconds, count, unit, share, hop, reason }) =>
    words.reason[code]({
      duration: seconds === undefined ? "" : duration(seconds * 1000),
      count: count === undefined ? "" : counted(count, unit),
      percent: share === undefined ? "" : numbers.percent(share),
      hop: hop === undefined ? "" : words.hop[hop],
      reason: reason === undefined ? "" : (words.dropReason[reason] ?? reason),
    });
}
