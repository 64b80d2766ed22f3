import { useFormat } from "../../format/use-format.tsx";
import type { WaterfallRow } from "./waterfall.ts";

const THINNEST_PERCENT = 0.3;

type Properties = { row: WaterfallRow; totalMs: number; colour: string; isCulprit: boolean };

/** The whole span pale, what it did itself solid. Red is for what failed or what made the trace slow. */
export function WaterfallBar({ row, totalMs, colour, isCulprit }: Properties) {
  const { duration } = useFormat();
  const { span, self } = row;
  const percent = (ms: number) => (totalMs === 0 ? 0 : (ms / totalMs) * 100);
  const isBad = span.failed || (isCulprit && span.level === "critical");
  const tone = isBad ? "--bad" : isCulprit && span.level === "warning" ? "--warn" : colour;
  return (
    <>
      <span className="track" aria-hidden="true">
        <span
          className="track-whole"
          style={{
            insetInlineStart: `${Math.min(percent(span.offsetMs), 100 - THINNEST_PERCENT)}%`,
            inlineSize: `${Math.max(percent(span.durationMs), THINNEST_PERCENT)}%`,
            background: `var(${tone})`,
          }}
        />
        {self.map(({ fromMs, toMs }) => (
          <span
            key={fromMs}
            className="track-self"
            style={{
              insetInlineStart: `${percent(fromMs)}%`,
              inlineSize: `${percent(toMs - fromMs)}%`,
              background: `var(${tone})`,
            }}
          />
        ))}
      </span>
      <span className="n">{duration(span.durationMs)}</span>
      <span className="n quiet wide">{duration(span.selfMs)}</span>
    </>
  );
}
