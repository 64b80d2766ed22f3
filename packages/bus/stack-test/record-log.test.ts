import { afterEach, expect, jest, test } from "@jest/globals";
import kafkajs from "kafkajs";
import { createKafkaRecordLog, type KafkaRecordLog, type LogRecord, type PartitionReader } from "../index.ts";
import { until } from "../testing/bus-battery.ts";
import { testKafka } from "./test-kafka.ts";

jest.setTimeout(60_000);

const TOPIC = "otlp_spans";
const logs: KafkaRecordLog[] = [];

afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()));
});

function openLog(parts = testKafka()) {
  const log = createKafkaRecordLog({ ...parts, timings: { retryMs: 20, pollMs: 200 } });
  logs.push(log);
  return log;
}

/** Takes everything and begins where it is told. */
class Shelf implements PartitionReader {
  readonly records: (LogRecord & { partition: number })[] = [];
  readonly opened = new Set<number>();
  readonly closed: number[] = [];
  readonly starts: Map<number, bigint>;
  refuse = () => false;
  calls = 0;

  constructor(starts: Map<number, bigint> = new Map()) {
    this.starts = starts;
  }

  async open(_topic: string, partition: number) {
    this.opened.add(partition);
    return this.starts.get(partition);
  }

  async take({ partition, records }: { partition: number; records: readonly LogRecord[] }) {
    this.calls += 1;
    if (this.refuse()) throw new Error("not now");
    this.records.push(...records.map((record) => ({ ...record, partition })));
  }

  async close(_topic: string, partition: number) {
    this.opened.delete(partition);
    this.closed.push(partition);
  }

  get texts(): string[] {
    return this.records.map(({ value }) => value!.toString()).sort();
  }
}

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({
    key: Buffer.from(`k${from + i}`),
    value: Buffer.from(`v${String(from + i).padStart(4, "0")}`),
    headers: { id: `${from + i}` },
  }));

const texts = (count: number) => numbered(count).map(({ value }) => value.toString());

test("keys, values and headers come back as they were, by rising offsets", async () => {
  const log = openLog();
  const shelf = new Shelf();
  await log.append(TOPIC, numbered(50));
  const reading = await log.read({ group: "g", topics: [TOPIC], reader: shelf });
  await until(() => shelf.records.length >= 50);
  expect(shelf.texts).toEqual(texts(50));
  for (const { key, value, headers, timestampMs } of shelf.records) {
    const number = Number(value!.toString().slice(1));
    expect(key!.toString()).toBe(`k${number}`);
    expect(headers["id"]!.toString()).toBe(`${number}`);
    expect(Math.abs(timestampMs - Date.now())).toBeLessThan(60_000);
  }
  for (const partition of [0, 1, 2]) {
    const offsets = shelf.records
      .filter((record) => record.partition === partition)
      .map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.map((_, index) => BigInt(index)));
  }
  const lags = reading.lags();
  expect(lags.map(({ topic }) => topic)).toEqual([TOPIC, TOPIC, TOPIC]);
  expect(lags.every(({ next, highWatermark }) => next === highWatermark)).toBe(true);
  expect(lags.reduce((sum, { next }) => sum + next, 0n)).toBe(50n);
});

test("a partition begins where its reader says, whatever was committed", async () => {
  const log = openLog();
  await log.append(TOPIC, numbered(30));
  const bounds = await log.bounds(TOPIC);
  const first = new Shelf();
  const reading = await log.read({ group: "g", topics: [TOPIC], reader: first });
  await until(() => first.records.length >= 30);
  for (const { partition, next } of reading.lags()) reading.committed(TOPIC, partition, next);
  await reading.close();
  const second = new Shelf(new Map([...bounds].map(([partition, { high }]) => [partition, high - 1n])));
  await log.read({ group: "g", topics: [TOPIC], reader: second });
  await until(() => second.records.length >= 3);
  expect(second.records.map(({ offset, partition }) => offset === bounds.get(partition)!.high - 1n)).toEqual([
    true,
    true,
    true,
  ]);
});

test("what is committed stands in Kafka after close, for its own tools", async () => {
  const log = openLog();
  await log.append(TOPIC, numbered(9));
  const shelf = new Shelf();
  const reading = await log.read({ group: "g", topics: [TOPIC], reader: shelf });
  await until(() => shelf.records.length >= 9);
  for (const { partition, next } of reading.lags()) reading.committed(TOPIC, partition, next);
  const { partition, next } = reading.lags()[0]!;
  await reading.close();
  expect(await log.committedOffset("g", TOPIC, partition)).toBe(next);
});

test("members share the partitions, and those of one that leaves go to the other", async () => {
  const parts = testKafka();
  const [one, two] = [openLog(parts), openLog(parts)];
  const [first, second] = [new Shelf(), new Shelf()];
  await one.read({ group: "g", topics: [TOPIC], reader: first });
  await until(() => first.opened.size === 3);
  const leaving = await two.read({ group: "g", topics: [TOPIC], reader: second });
  await until(() => first.opened.size + second.opened.size === 3 && second.opened.size > 0);
  expect(new Set(first.closed)).toEqual(second.opened);
  await leaving.close();
  expect(second.opened.size).toBe(0);
  await until(() => first.opened.size === 3);
  await one.append(TOPIC, numbered(20));
  await until(() => first.records.length >= 20);
  expect(first.texts).toEqual(texts(20));
});

test("a member that comes moves no more partitions than its share", async () => {
  const parts = testKafka();
  const logs = [openLog(parts), openLog(parts), openLog(parts)];
  const shelves = logs.map(() => new Shelf());
  for (const [index, log] of logs.entries()) {
    await log.read({ group: "g", topics: [TOPIC], reader: shelves[index]! });
    await until(() => shelves.slice(0, index + 1).every(({ opened }) => opened.size > 0));
  }
  await until(() => shelves.every(({ opened }) => opened.size === 1));
  expect(shelves.reduce((sum, { closed }) => sum + closed.length, 0)).toBe(2);
});

test("a batch that is refused comes again, and nothing overtakes it", async () => {
  const log = openLog();
  const shelf = new Shelf();
  shelf.refuse = () => shelf.calls <= 3;
  await log.read({ group: "g", topics: [TOPIC], reader: shelf });
  const same = numbered(20).map((record) => ({ ...record, key: Buffer.from("same") }));
  for (const record of same) await log.append(TOPIC, [record]);
  await until(() => shelf.records.length >= 20);
  expect(shelf.records.map(({ value }) => value!.toString())).toEqual(texts(20));
});

test("seek reads again from an offset, and skips to one", async () => {
  const log = openLog();
  const shelf = new Shelf();
  const reading = await log.read({ group: "g", topics: [TOPIC], reader: shelf });
  const same = (from: number, count: number) =>
    numbered(count, from).map((record) => ({ ...record, key: Buffer.from("same") }));
  await log.append(TOPIC, same(0, 10));
  await until(() => shelf.records.length >= 10);
  const { partition } = shelf.records[0]!;
  reading.seek(TOPIC, partition, 4n);
  await until(() => shelf.records.length >= 16);
  expect(shelf.records.slice(10).map(({ offset }) => offset)).toEqual([4n, 5n, 6n, 7n, 8n, 9n]);
  await log.append(TOPIC, same(10, 1));
  await until(() => shelf.records.length >= 17);
  expect(shelf.records.at(-1)!.offset).toBe(10n);
});

test("a slow partition waits for its reader while the others go on", async () => {
  const log = openLog();
  const chunk = 512 * 1024;
  const seen = [0, 0, 0];
  let open = () => {};
  const gate = new Promise<void>((done) => (open = done));
  await log.read({
    group: "g",
    topics: [TOPIC],
    reader: {
      open: async () => undefined,
      async take({ partition, records }) {
        if (partition === 0) await gate;
        seen[partition]! += records.length;
      },
      close: async () => {},
    },
  });
  const sent = 90;
  const random = Buffer.from(Array.from({ length: chunk }, () => Math.floor(Math.random() * 256)));
  for (let i = 0; i < sent; i++) await log.append(TOPIC, [{ key: Buffer.from(`${i}`), value: random }]);
  const ends = await log.bounds(TOPIC);
  await until(() => [1, 2].every((partition) => seen[partition] === Number(ends.get(partition)!.high)));
  expect(seen[0]).toBe(0);
  open();
  await until(() => seen[0] === Number(ends.get(0)!.high));
});

test("a record over 8 MiB is refused, one just below goes through", async () => {
  const log = openLog();
  const shelf = new Shelf();
  const large = Buffer.alloc(8 * 1024 * 1024 - 100);
  for (let i = 0; i < large.length; i += 4) large.writeUInt32LE((Math.random() * 2 ** 32) >>> 0, i);
  await expect(log.append(TOPIC, [{ value: Buffer.alloc(8 * 1024 * 1024 + 1) }])).rejects.toThrow(
    "over the limit",
  );
  await log.append(TOPIC, [{ value: large }]);
  await log.read({ group: "g", topics: [TOPIC], reader: shelf });
  await until(() => shelf.records.length === 1);
  expect(shelf.records[0]!.value!.equals(large)).toBe(true);
});

test.each([
  ["none", kafkajs.CompressionTypes.None],
  ["gzip", kafkajs.CompressionTypes.GZIP],
  ["zstd", kafkajs.CompressionTypes.ZSTD],
])("records of another producer are read, compressed with %s", async (_, compression) => {
  const parts = testKafka();
  const log = openLog(parts);
  const shelf = new Shelf();
  const reading = log.read({ group: "g", topics: [TOPIC], reader: shelf });
  await log.append(TOPIC, numbered(1));
  const producer = new kafkajs.Kafka({
    brokers: parts.connection.brokers,
    logLevel: kafkajs.logLevel.NOTHING,
  }).producer();
  await producer.connect();
  const messages = numbered(9, 1).map(({ key, value }) => ({ key, value }));
  await producer.send({ topic: `${parts.topicPrefix}${TOPIC}`, messages, compression });
  await producer.disconnect();
  await reading;
  await until(() => shelf.records.length >= 10);
  expect(shelf.texts).toEqual(texts(10));
});

test("what retention took before it was read is counted, and reading goes on with what is there", async () => {
  const parts = testKafka();
  const lost: [string, number][] = [];
  const log = openLog({ ...parts, onLost: (topic, records) => lost.push([topic, records]) });
  const same = numbered(10).map((record) => ({ ...record, key: Buffer.from("same") }));
  await log.append(TOPIC, same);
  const [partition] = [...(await log.bounds(TOPIC))].find(([, { high }]) => high === 10n)!;
  await deleteBefore(parts, `${parts.topicPrefix}${TOPIC}`, partition, "7");
  const shelf = new Shelf(new Map([[partition, 2n]]));
  const reading = await log.read({ group: "g", topics: [TOPIC], reader: shelf });
  await until(() => shelf.records.length >= 3);
  expect(shelf.records.map(({ offset }) => offset)).toEqual([7n, 8n, 9n]);
  expect(lost).toEqual([[TOPIC, 5]]);
  reading.seek(TOPIC, partition, 1n);
  await until(() => shelf.records.length >= 6);
  expect(shelf.records.slice(3).map(({ offset }) => offset)).toEqual([7n, 8n, 9n]);
});

async function deleteBefore(
  parts: ReturnType<typeof testKafka>,
  topic: string,
  partition: number,
  offset: string,
): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: parts.connection.brokers, logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  // Loads the topic's leaders, which deleting does not do by itself.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset }] });
  await admin.disconnect();
}

test("figures tell what was written, what was read and how far behind it is", async () => {
  const log = openLog();
  const shelf = new Shelf();
  await log.append(TOPIC, numbered(5));
  await log.read({ group: "g", topics: [TOPIC], reader: shelf });
  await until(() => shelf.records.length >= 5);
  const value = (name: string) => {
    const { samples } = log.families().find((family) => family.name === `mystocks_bus_${name}`)!;
    return samples.reduce((sum, sample) => sum + sample.value, 0);
  };
  await until(() => value("deliveries_total") === 5);
  expect(value("published_total")).toBe(5);
  expect(value("published_bytes_total")).toBe(5 * 7);
  expect(value("lag")).toBe(0);
  expect(value("consumer_restarts_total")).toBe(0);
  expect(value("fetch_age_seconds")).toBeLessThan(30);
});
