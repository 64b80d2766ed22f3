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

/** How often an alert that fires, or has ended lately, is sent again. */
export const RESEND_MS = 60_000;
/** One that is not sent again for so long is over for Alertmanager: four of our attempts may fail. */
const FIRING_FOR_MS = 5 * RESEND_MS;
/** 0.25 refuses the whole item for a label name that is not of this form; from 0.27 on any is taken. */
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
  const there: Record<string, string> = {};
  for (const [name, value] of Object.entries(all)) if (value !== "") there[freeName(name, there)] = value;
  return there;
}

/** A label left out would make one alert of two that differ in it, and one of them would end the other. */
function freeName(name: string, taken: Readonly<Record<string, string>>): string {
  let there = nameThere(name);
  while (there !== name && there in taken) there += "_";
  return there;
}

/** A label's name as every Alertmanager takes it: `a.b` is `a_b`. */
export function nameThere(name: string): string {
  if (LABEL_NAME.test(name)) return name;
  const plain = name.replaceAll(/[^a-zA-Z0-9_]/g, "_");
  return /^\d/.test(plain) ? `_${plain}` : plain;
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
