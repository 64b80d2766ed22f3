import { cloudEvent, encodeEvent, parseEvent } from "./cloud-event.ts";
import { PULSE_TOPIC, pulseEvent, type PulseEvent } from "./pulse.ts";

/** What goes on the bus as `mystocks.pulse.v1`. */
const pulseEnvelope = cloudEvent(PULSE_TOPIC, pulseEvent);

/** The message for the bus: key `source/partition`, id `source/partition/sequence`, value JSON text. */
export function encodePulse(event: PulseEvent) {
  const { source, partition, sequence, observedSecond } = event;
  return encodeEvent({
    type: PULSE_TOPIC,
    role: "recorder",
    key: `${source}/${partition}`,
    sequence,
    atMs: observedSecond * 1000,
    data: event,
  });
}

/** Throws MalformedEvent for text that is no pulse event; fields it does not know are left out. */
export function decodePulse(value: string): PulseEvent {
  return parseEvent(pulseEnvelope, value).data;
}
