import type { AlertSnapshot } from "@mystocks/events";
import type { ToldState } from "./told-states.ts";

/** An item of POST /api/v2/alerts. */
export interface PostedAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL: string;
}

/** By which an alert of ours is known when Alertmanager sends it back. */
export const ORIGIN_LABEL = "origin";
export const ORIGIN = "mystocks-monitor";

/** A firing alert that is not sent again for so long is over for Alertmanager: many times our resend. */
const FIRING_FOR_MS = 5 * 60_000;
/** 0.25 refuses the whole item for a label name that is not of this form. */
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const MOST_TEXT_BYTES = 16 * 1024;

/**
 * What Alertmanager is told of an alert, at first and each time it is sent again. Labels hold nothing that changes
 * during an episode, since they are its identity; an end keeps its own time.
 */
export function postedAlert(
  { alert, endedMs }: Pick<ToldState, "alert" | "endedMs">,
  url: string,
  nowMs: number,
): PostedAlert {
  const endsMs = endedMs ?? nowMs + FIRING_FOR_MS;
  const startsMs = Math.min(alert.firedAtMs ?? alert.activeSinceMs, endsMs);
  return {
    labels: labelsOf(alert),
    annotations: annotationsOf(alert),
    startsAt: new Date(startsMs).toISOString(),
    endsAt: new Date(endsMs).toISOString(),
    generatorURL: url,
  };
}

function labelsOf({ labels, rule, level }: AlertSnapshot): Record<string, string> {
  const severity = level.toLowerCase();
  const all: Record<string, string> = { alertname: rule, severity, ...labels, [ORIGIN_LABEL]: ORIGIN };
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => value !== "" && LABEL_NAME.test(name)),
  );
}

function annotationsOf({ annotations, value, condition }: AlertSnapshot): Record<string, string> {
  return Object.fromEntries(
    Object.entries({
      ...annotations,
      ...(value === null ? {} : { value: String(value) }),
      ...(condition === "no_data" ? { no_data: "the source of this alert has fallen silent" } : {}),
    })
      .filter(([name]) => LABEL_NAME.test(name))
      .map(([name, text]) => [name, text.slice(0, MOST_TEXT_BYTES)]),
  );
}

/** Our id of an alert that comes back, by the link it was sent with. */
export function alertIdIn(generatorUrl: string): string | undefined {
  return /\/alerts\/(\d+)$/.exec(generatorUrl)?.[1];
}
