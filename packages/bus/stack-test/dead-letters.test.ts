import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import kafkajs from "kafkajs";
import {
  createKafkaBus,
  createKafkaRecordLog,
  DeadLetter,
  listDeadLetters,
  readDeadLetter,
  replayDeadLetter,
  type Delivery,
  type KafkaBus,
  type KafkaRecordLog,
} from "../index.ts";
import { message, until } from "../testing/bus-battery.ts";
import { testKafka } from "./test-kafka.ts";

jest.setTimeout(60_000);

const TOPIC = "letters.v1";
let parts: ReturnType<typeof testKafka>;
let bus: KafkaBus;
let log: KafkaRecordLog;
let isMended: boolean;
let read: Delivery[];

beforeEach(async () => {
  parts = testKafka();
  bus = createKafkaBus(parts);
  log = createKafkaRecordLog(parts);
  isMended = false;
  read = [];
  await bus.subscribe(TOPIC, { group: "readers" }, (delivery) => {
    if (delivery.id.startsWith("bad") && !isMended) throw new DeadLetter("it is no event");
    read.push(delivery);
  });
});
afterEach(async () => {
  await Promise.all([bus.close(), log.close()]);
});

async function putAside(value: string) {
  await bus.publish(TOPIC, [{ key: "the key", id: "bad/0/1", value }, message("a", 2)]);
  await until(() => read.length === 1);
  for (;;) {
    const [letter] = await listDeadLetters(log);
    if (letter !== undefined) return letter;
  }
}

test("a letter says what, where, who and why, and is found again by its reference", async () => {
  const letter = await putAside("{");
  expect(letter).toMatchObject({
    topic: TOPIC,
    key: "the key",
    id: "bad/0/1",
    consumer: "readers",
    reason: "it is no event",
    payload: "{",
    truncated: false,
  });
  expect(Math.abs(letter.putAsideAt.getTime() - Date.now())).toBeLessThan(60_000);
  expect(await readDeadLetter(log, letter.reference)).toEqual(letter);
  const counted = bus.families().find(({ name }) => name === "mystocks_bus_dead_letters_total")!;
  expect(counted.samples).toEqual([{ labels: { group: "readers", topic: TOPIC }, value: 1 }]);
});

test("replayed, the message comes again with its key, id and whole text, though the letter was cut", async () => {
  const value = "x".repeat(200_000);
  const letter = await putAside(value);
  expect(letter.truncated).toBe(true);
  isMended = true;
  await replayDeadLetter(log, letter);
  await until(() => read.length === 2);
  expect(read[1]).toMatchObject({ key: "the key", id: "bad/0/1", value });
});

test("what retention has taken is replayed from the letter, or refused when that is not whole", async () => {
  const letter = await putAside("{ }");
  await emptyTopic(letter.topic);
  isMended = true;
  await replayDeadLetter(log, letter);
  await until(() => read.length === 2);
  expect(read[1]).toMatchObject({ key: "the key", id: "bad/0/1", value: "{ }" });
  await expect(replayDeadLetter(log, { ...letter, truncated: true })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a batch that can't be unpacked is one letter, and the consumer goes on", async () => {
  await bus.publish(TOPIC, [message("a", 0)]);
  await sendAsSnappy(`${parts.topicPrefix}${TOPIC}`, 3);
  // Every client sets our codecs anew; the producer of the test had its own.
  await createKafkaRecordLog(parts).bounds(TOPIC);
  await bus.publish(TOPIC, [message("a", 1)]);
  await until(() => read.length >= 2);
  expect(read.map(({ id }) => id)).toEqual(["0", "1"]);
  const letters = await listDeadLetters(log);
  expect(letters).toHaveLength(1);
  expect(letters[0]).toMatchObject({
    topic: TOPIC,
    encoding: "base64",
    reason: expect.stringContaining("snappy"),
  });
});

test.each([
  ["1/999", "NOT_FOUND"],
  ["nonsense", "PARAMETER_INVALID"],
])("reference %s gives %s with the way out", async (reference, code) => {
  await expect(readDeadLetter(log, reference)).rejects.toMatchObject({
    code,
    remedy: expect.stringContaining("dead-letters list"),
  });
});

/** All to the partition of key `a`. */
async function sendAsSnappy(topic: string, count: number): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: parts.connection.brokers, logLevel: kafkajs.logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.Snappy] = () => ({
    compress: async ({ buffer }: { buffer: Buffer }) => asSnappy(buffer),
  });
  const messages = Array.from({ length: count }, (_, i) => ({ key: "a", value: `${i}` }));
  await producer.send({ topic, messages, compression: kafkajs.CompressionTypes.Snappy });
  await producer.disconnect();
}

/** One block in snappy-java's frame, of one literal: all the broker asks for. */
function asSnappy(plain: Buffer): Buffer {
  const block = Buffer.concat([
    Buffer.from([(plain.length & 0x7f) | 0x80, plain.length >> 7]),
    Buffer.from([61 << 2, (plain.length - 1) & 0xff, (plain.length - 1) >> 8]),
    plain,
  ]);
  const head = Buffer.alloc(20);
  head.write("\x82SNAPPY\0", "latin1");
  head.writeInt32BE(1, 8);
  head.writeInt32BE(1, 12);
  head.writeInt32BE(block.length, 16);
  return Buffer.concat([head, block]);
}

async function emptyTopic(topic: string): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: parts.connection.brokers, logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const full = `${parts.topicPrefix}${topic}`;
  const offsets = await admin.fetchTopicOffsets(full);
  const partitions = offsets.map(({ partition, high }) => ({ partition, offset: high }));
  await admin.deleteTopicRecords({ topic: full, partitions });
  await admin.disconnect();
}
