import { cloudEvent, parseEvent } from "./cloud-event.ts";
import { PULSE_TOPIC, pulseEvent, type PulseEvent } from "./pulse.ts";

/** What goes on the bus as `mystocks.pulse.v1`. */
const pulseEnvelope = cloudEvent(PULSE_TOPIC, pulseEvent);

/** The message for the bus: key `source/partition`, id `source/partition/sequence`, value JSON text. */
export function encodePulse(event: PulseEvent): { key: string; id: string; value: string } {
  const key = `${event.source}/${event.partition}`;
  const id = `${key}/${event.sequence}`;
  const value = JSON.stringify({
    specversion: "1.0",
    type: PULSE_TOPIC,
    source: "/mystocks/recorder",
    id,
    time: new Date(event.observedSecond * 1000).toISOString(),
    partitionkey: key,
    datacontenttype: "application/json",
    data: event,
  });
  return { key, id, value };
}

/** Throws MalformedEvent for text that is no pulse event; fields it does not know are left out. */
export function decodePulse(value: string): PulseEvent {
  return parseEvent(pulseEnvelope, value).data;
}
