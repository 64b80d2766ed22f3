import type { RulePreviewView } from "@mystocks/alerting";
import { useFormat } from "../../format/use-format.tsx";
import { ticksOf } from "./ticks.ts";
import { useRuleWords } from "./words.ts";

type Window = { fromMs: number; toMs: number };
type Rule = RulePreviewView["rules"][number];

const WIDTH = 1000;
const HEIGHT = 18;
/** An episode that is shorter than this would not be seen. */
const LEAST_PX = 3;
const DAY_MS = 86_400_000;

/** Time from left to right, filled where the rule would have fired. */
export function FiringStrip({ rule: { rule, episodes, firings }, window }: { rule: Rule; window: Window }) {
  const words = useRuleWords();
  const { numbers } = useFormat();
  const place = placeIn(window);
  return (
    <svg
      className="strip"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${rule}: ${firings === 0 ? words.never : words.wouldFire(numbers.integer(firings))}`}
    >
      <rect className="strip-ground" width={WIDTH} height={HEIGHT} />
      {ticksOf(window).map((tickMs) => (
        <rect key={tickMs} className="strip-tick" x={place(tickMs)} width={1} height={HEIGHT} />
      ))}
      {episodes.map(({ firedAt, endedAt }, index) => {
        const left = place(Date.parse(firedAt));
        const right = place(endedAt === null ? window.toMs : Date.parse(endedAt));
        return (
          <rect
            // Several may begin at one moment; none ever moves.
            key={index}
            className="strip-firing"
            x={left}
            width={Math.max(LEAST_PX, right - left)}
            height={HEIGHT}
          />
        );
      })}
    </svg>
  );
}

export function StripAxis({ window }: { window: Window }) {
  const { times } = useFormat();
  const place = placeIn(window);
  const isDays = window.toMs - window.fromMs > 2 * DAY_MS;
  return (
    <div className="strip-axis" aria-hidden="true">
      {ticksOf(window).map((tickMs) => (
        <span key={tickMs} style={{ insetInlineStart: `${place(tickMs) / (WIDTH / 100)}%` }}>
          {isDays ? times.day(tickMs) : times.minute(tickMs)}
        </span>
      ))}
    </div>
  );
}

function placeIn({ fromMs, toMs }: Window): (ms: number) => number {
  return (ms) => ((ms - fromMs) / Math.max(1, toMs - fromMs)) * WIDTH;
}
