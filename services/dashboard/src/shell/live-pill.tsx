import { NOTHING } from "../format/format.ts";
import { useFormat } from "../format/use-format.tsx";
import { useText } from "../i18n/text.tsx";
import { useLiveStatus } from "../live/live.tsx";
import type { LiveStatus } from "../live/status.ts";
import { State } from "../components/state.tsx";
import type { StateName } from "../components/state.tsx";

/** Figures older than this are no longer called live. */
const STALE_MS = 10_000;

export function LivePill() {
  const text = useText();
  const { times, duration } = useFormat();
  const status = useLiveStatus();
  const labels = {
    live: text.live,
    idle: text.connected,
    paused: text.paused,
    connecting: text.connecting,
    lost: status.state === "lost" ? text.lostSince(times.second(status.sinceMs)) : "",
  };
  return (
    <span className="pill live" title={text.liveTitle}>
      <output>
        <State state={shapeOf(status)}>{labels[status.state]}</State>
      </output>
      {status.state === "live" && (
        <span className="age">
          {status.ageMs === undefined
            ? NOTHING
            : status.ageMs < 10_000
              ? text.seconds(tenths(status.ageMs))
              : duration(status.ageMs)}
        </span>
      )}
    </span>
  );
}

function shapeOf(status: LiveStatus): StateName {
  if (status.state === "lost") return "bad";
  if (status.state === "idle") return "ok";
  if (status.state !== "live") return "none";
  return status.ageMs !== undefined && status.ageMs > STALE_MS ? "warn" : "ok";
}

/** Tenths of a second are what one feels, so a delay is never told in milliseconds. */
function tenths(ageMs: number): string {
  return (ageMs / 1000).toFixed(1);
}
