import type { RecordLog } from "@mystocks/bus";
import { MonitorError } from "@mystocks/runtime";
import { listDeadLetters, markReplayed, readDeadLetter, type DeadLetter } from "@mystocks/store";
import type pg from "pg";
import type { Letter, Letters } from "./letter.ts";

const ID = /^.+\/\d+\/\d+$/;

/** Telemetry that the recorder could not read. `records`: where it can be written again. */
export function storeLetters(pool: pg.Pool, records: RecordLog | undefined): Letters {
  const stored = async (id: string) => {
    const letter = await readDeadLetter(pool, id);
    if (letter !== undefined) return letter;
    throw new MonitorError("NOT_FOUND", `There is no dead letter ${id}.`, {
      remedy: "mystocks-monitor dead-letters list prints those that are kept.",
    });
  };
  return {
    owns: (id) => ID.test(id),
    list: async (limit) => (await listDeadLetters(pool, { limit })).map(asLetter),
    async read(id) {
      const letter = await stored(id);
      const { topic, partition, offset, payload } = letter;
      return { ...asLetter(letter), payload, place: `${topic}/${partition}/${offset}` };
    },
    async replay(id) {
      const { topic, key, headers, payload, truncated } = await stored(id);
      if (records === undefined) throw withoutKafka();
      if (truncated)
        throw new MonitorError("NOT_FOUND", `Of ${id} only the first 64 KiB are kept.`, {
          remedy: "Send it again at its source.",
        });
      await records.append(topic, [
        { ...(key !== null && { key }), value: payload, headers: { ...headers, "replay-of": id } },
      ]);
      await markReplayed(pool, id);
    },
  };
}

function asLetter({
  id,
  topic,
  storedAt,
  code,
  reason,
  payloadBytes,
  truncated,
  replayedAt,
}: DeadLetter): Letter {
  return {
    id,
    topic,
    putAsideAt: storedAt,
    reason: `${code}: ${reason}`,
    payloadBytes,
    truncated,
    ...(replayedAt !== null && { replayedAt }),
  };
}

function withoutKafka(): MonitorError {
  return new MonitorError("USAGE", "Without Kafka there is no topic to write it to again.", {
    remedy: "Name the brokers: MYSTOCKS_KAFKA__BROKERS='[host:port]'.",
  });
}
