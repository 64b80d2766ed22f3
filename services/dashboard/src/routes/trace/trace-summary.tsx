import type { Trace, TraceSpan } from "@mystocks/api";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { nameOf } from "./waterfall.ts";

/** Below this share the time is spread out, and naming one span would mislead. */
const TELLING_SHARE = 0.3;

/** The answer in one sentence: where the time went. */
export function TraceSummary({ trace, culprit }: { trace: Trace; culprit: TraceSpan | undefined }) {
  const text = useText();
  const { numbers, duration } = useFormat();
  if (culprit === undefined || trace.durationMs === 0 || trace.spans.length === 1) return null;
  const share = culprit.selfMs / trace.durationMs;
  if (share < TELLING_SHARE) return null;
  return (
    <p className="summary">
      {text.mostTimeIn(numbers.integer(share * 100), nameOf(culprit), duration(culprit.selfMs))}
    </p>
  );
}
