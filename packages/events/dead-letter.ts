import { z } from "zod";

export const DEAD_LETTER_TOPIC = "mystocks.dead-letter.v1";

/** A message no consumer could read: where it came from, why it was put aside, and its first 64 KiB. */
export const deadLetter = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  /** Of the message; missing in letters of earlier versions. */
  key: z.string().optional(),
  id: z.string(),
  consumer: z.string(),
  reason: z.string(),
  payload: z.string(),
  /** How bytes that are no text stand in `payload`; missing: they are text. */
  encoding: z.enum(["text", "base64"]).optional(),
  truncated: z.boolean(),
});

export type DeadLetterEvent = z.infer<typeof deadLetter>;

const PAYLOAD_LIMIT = 64 * 1024;

/** JSON text of the event; the payload is cut at 64 KiB characters. */
export function encodeDeadLetter(event: Omit<DeadLetterEvent, "truncated">): string {
  const truncated = event.payload.length > PAYLOAD_LIMIT;
  const payload = event.payload.slice(0, PAYLOAD_LIMIT);
  return JSON.stringify({
    specversion: "1.0",
    type: DEAD_LETTER_TOPIC,
    source: `/mystocks/bus/${event.topic}`,
    id: event.id,
    datacontenttype: "application/json",
    data: { ...event, payload, truncated },
  });
}

/** undefined: the text is no dead letter. */
export function decodeDeadLetter(text: string): DeadLetterEvent | undefined {
  try {
    return deadLetter.parse((JSON.parse(text) as { data?: unknown }).data);
  } catch {
    return undefined;
  }
}
