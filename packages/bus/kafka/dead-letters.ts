import { DEAD_LETTER_TOPIC, decodeDeadLetter, type DeadLetterEvent } from "@mystocks/events";
import { MonitorError } from "@mystocks/runtime";
import type { KafkaRecordLog } from "./kafka-record-log.ts";
import { readRange, type PlacedRecord } from "./read-range.ts";

export interface StoredDeadLetter extends DeadLetterEvent {
  /** Where the letter itself lies: `partition/offset` of the dead-letter topic. */
  reference: string;
  putAsideAt: Date;
}

/** The newest letters, oldest first; such as can't be read themselves are left out. */
export async function listDeadLetters(log: KafkaRecordLog, limit = 100): Promise<StoredDeadLetter[]> {
  const bounds = await log.bounds(DEAD_LETTER_TOPIC);
  const ranges = [...bounds].map(
    ([partition, { high }]) => [partition, { from: high - BigInt(limit), to: high }] as const,
  );
  const records = await readRange(log, DEAD_LETTER_TOPIC, new Map(ranges));
  return records
    .flatMap(asLetter)
    .sort((a, b) => a.putAsideAt.getTime() - b.putAsideAt.getTime())
    .slice(-limit);
}

/** One letter by its reference; throws NOT_FOUND when retention has taken it. */
export async function readDeadLetter(log: KafkaRecordLog, reference: string): Promise<StoredDeadLetter> {
  const [, partition, offset] = /^(\d+)\/(\d+)$/.exec(reference) ?? [];
  if (partition === undefined || offset === undefined)
    throw new MonitorError("PARAMETER_INVALID", `"${reference}" is no reference of a dead letter`, {
      remedy: "Give it as partition/offset, as `mystocks-monitor dead-letters list` prints it.",
    });
  const range = { from: BigInt(offset), to: BigInt(offset) + 1n };
  const records = await readRange(log, DEAD_LETTER_TOPIC, new Map([[Number(partition), range]]));
  const letter = records.flatMap(asLetter)[0];
  if (letter === undefined)
    throw new MonitorError("NOT_FOUND", `there is no dead letter ${reference}`, {
      remedy: "`mystocks-monitor dead-letters list` prints those that are kept.",
    });
  return letter;
}

/**
 * Writes the message of a letter to its topic once more, with its key, id and headers: as it lies there still, or, when
 * retention has taken it, as the letter holds it. Throws NOT_FOUND when that was cut at 64 KiB.
 */
export async function replayDeadLetter(log: KafkaRecordLog, letter: StoredDeadLetter): Promise<void> {
  const { topic, partition, offset, id, key = "", payload, truncated, encoding } = letter;
  const range = { from: BigInt(offset), to: BigInt(offset) + 1n };
  const original = (await readRange(log, topic, new Map([[partition, range]])))[0];
  const mark = { "replay-of": `${topic}/${partition}/${offset}` };
  if (original !== undefined) return log.append(topic, [{ ...asOutgoing(original, mark) }]);
  if (truncated)
    throw new MonitorError("NOT_FOUND", `the message of dead letter ${letter.reference} is not kept whole`, {
      remedy: `${topic} has lost it to retention and the letter holds its first 64 KiB; send it again at its source.`,
    });
  const value = Buffer.from(payload, encoding === "base64" ? "base64" : "utf8");
  await log.append(topic, [{ key: Buffer.from(key), value, headers: { id, ...mark } }]);
}

function asOutgoing({ key, value, headers }: PlacedRecord, mark: Record<string, string>) {
  const texts = Object.entries(headers).map(([name, held]) => [name, held.toString()] as const);
  return {
    ...(key === null ? {} : { key }),
    value: value ?? Buffer.alloc(0),
    headers: { ...Object.fromEntries(texts), ...mark },
  };
}

function asLetter({ partition, offset, value, timestampMs }: PlacedRecord): StoredDeadLetter[] {
  const letter = value === null ? undefined : decodeDeadLetter(value.toString());
  if (letter === undefined) return [];
  return [{ ...letter, reference: `${partition}/${offset}`, putAsideAt: new Date(timestampMs) }];
}
