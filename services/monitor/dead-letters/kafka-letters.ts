import {
  listDeadLetters,
  readDeadLetter,
  replayDeadLetter,
  type KafkaRecordLog,
  type StoredDeadLetter,
} from "@mystocks/bus";
import type { Letter, Letters } from "./letter.ts";

const ID = /^\d+\/\d+$/;
/** The recorder keeps these in the store, whole; in Kafka lies only the news of them. */
const TELEMETRY = /^otlp_/;

/** Events that a consumer could not read. */
export function kafkaLetters(log: KafkaRecordLog): Letters {
  return {
    owns: (id) => ID.test(id),
    async list(limit) {
      const letters = await listDeadLetters(log, limit);
      return letters
        .filter(({ topic }) => !TELEMETRY.test(topic))
        .map(asLetter)
        .toReversed();
    },
    async read(id) {
      const letter = await readDeadLetter(log, id);
      const { topic, partition, offset } = letter;
      return { ...asLetter(letter), payload: payloadOf(letter), place: `${topic}/${partition}/${offset}` };
    },
    async replay(id) {
      await replayDeadLetter(log, await readDeadLetter(log, id));
    },
  };
}

function asLetter(letter: StoredDeadLetter): Letter {
  const { reference, topic, putAsideAt, consumer, reason, truncated } = letter;
  return {
    id: reference,
    topic,
    putAsideAt,
    reason: `${consumer}: ${reason}`,
    payloadBytes: payloadOf(letter).length,
    truncated,
  };
}

function payloadOf({ payload, encoding }: StoredDeadLetter): Buffer {
  return Buffer.from(payload, encoding === "base64" ? "base64" : "utf8");
}
