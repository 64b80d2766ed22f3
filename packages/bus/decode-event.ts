import { MalformedEvent } from "@mystocks/events";
import { DeadLetter } from "./port.ts";

/** What `decode` makes of a message's text. Throws DeadLetter for text that is no such event: no retry mends it. */
export function decodeOrDeadLetter<Event>(decode: (value: string) => Event, value: string): Event {
  try {
    return decode(value);
  } catch (error) {
    if (error instanceof MalformedEvent) throw new DeadLetter(error.message, { cause: error });
    throw error;
  }
}
