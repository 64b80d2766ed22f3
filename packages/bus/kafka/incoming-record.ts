import type { KafkaMessage } from "kafkajs";
import type { LogRecord } from "../record-log.ts";

/** As our patch of kafkajs gives it. */
type IncomingMessage = KafkaMessage & { unreadable?: string };

export function asRecord({ offset, key, value, timestamp, headers, unreadable }: IncomingMessage): LogRecord {
  return {
    ...(unreadable === undefined ? {} : { unreadable }),
    offset: BigInt(offset),
    key,
    value,
    headers: headers === undefined ? NO_HEADERS : asBuffers(headers),
    timestampMs: Number(timestamp),
  };
}

const NO_HEADERS: Readonly<Record<string, Buffer>> = {};

/** Of a header that comes several times the last one counts. */
function asBuffers(headers: NonNullable<KafkaMessage["headers"]>): Record<string, Buffer> {
  const buffers: Record<string, Buffer> = {};
  for (const [name, held] of Object.entries(headers)) {
    const value = Array.isArray(held) ? held.at(-1) : held;
    if (value !== undefined) buffers[name] = Buffer.from(value);
  }
  return buffers;
}
