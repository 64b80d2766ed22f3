import { niceTicks } from "../../charts/scale.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";

const TICKS = 4;

/** Head of the waterfall: the time since the start, and what the numbers are. */
export function TimeRuler({ durationMs }: { durationMs: number }) {
  const text = useText();
  const { roundDuration } = useFormat();
  const ticks = niceTicks(durationMs, TICKS).filter((tick) => tick <= durationMs * 0.95);
  return (
    <div className="span ruler" aria-hidden="true">
      <span className="span-name" />
      <span className="track">
        {ticks.map((tick) => (
          <span
            key={tick}
            style={{ insetInlineStart: `${durationMs === 0 ? 0 : (tick / durationMs) * 100}%` }}
          >
            {roundDuration(tick)}
          </span>
        ))}
      </span>
      <span className="n">{text.took}</span>
      <span className="n wide">{text.selfTime}</span>
    </div>
  );
}
