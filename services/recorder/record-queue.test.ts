import { expect, test } from "@jest/globals";
import type { Outcome } from "./decode-record.ts";
import type { Placing } from "./intake.ts";
import { RecordQueue, type RecordQueueParts } from "./record-queue.ts";
import { Room } from "./room.ts";

const intake: Outcome = {
  intake: {
    signal: "spans",
    received: 1,
    spans: [],
    samples: [],
    logs: [],
    refused: {},
    overQuota: new Map(),
    arrivedAtMs: 0,
  },
};

function record(offset: number, bytes = 100) {
  return { offset: BigInt(offset), key: null, value: Buffer.alloc(bytes), headers: {}, timestampMs: 0 };
}

function batch(offsets: readonly number[], bytes = 100) {
  const { signal } = new AbortController();
  const records = offsets.map((offset) => record(offset, bytes));
  return { topic: "otlp_spans", partition: 0, records, highWatermark: 1000n, signal };
}

function queueAt(next: number, parts: Partial<RecordQueueParts> = {}) {
  const seeks: number[] = [];
  const room = new Room(100_000);
  const queue = new RecordQueue({
    room,
    mostBytes: 10_000,
    next,
    isNew: false,
    decode: () => intake,
    now: () => 0,
    seek: (to) => seeks.push(to),
    onRecreated: () => {},
    ...parts,
  });
  return { queue, room, seeks };
}

const placed = (placing: Placing) =>
  placing.state === "here"
    ? { next: placing.next, missing: placing.missing, records: placing.group.intakes.length }
    : placing.state;

test("a group covers from where the source stands to its last record; settled, its memory is free", async () => {
  const { queue, room } = queueAt(10);
  await queue.fill(batch([10, 11, 12]));
  const group = queue.take(2);
  expect(placed(group.placeAt(10))).toEqual({ next: 12, missing: 0, records: 2 });
  group.settle();
  expect(placed(queue.take(2).placeAt(12))).toEqual({ next: 13, missing: 0, records: 1 });
  expect(room.usedBytes).toBe(356);
  queue.close();
  expect(room.usedBytes).toBe(0);
});

test("what is stored meanwhile is left out, and a position before the group is told", async () => {
  const { queue } = queueAt(10);
  await queue.fill(batch([10, 11, 12]));
  const group = queue.take(10);
  expect(placed(group.placeAt(12))).toEqual({ next: 13, missing: 0, records: 1 });
  expect(placed(group.placeAt(13))).toBe("stored");
  expect(placed(group.placeAt(9))).toBe("elsewhere");
});

test("offsets without a record are counted, but not those before a new source's first", async () => {
  const { queue, seeks } = queueAt(10);
  await queue.fill(batch([13]));
  expect([queue.length, seeks]).toEqual([0, [10]]);
  await queue.fill(batch([13]));
  expect(placed(queue.take(1).placeAt(10))).toEqual({ next: 14, missing: 3, records: 1 });
  const { queue: fresh } = queueAt(0, { isNew: true });
  await fresh.fill(batch([500, 502]));
  expect(placed(fresh.take(9).placeAt(0))).toEqual({ next: 503, missing: 1, records: 2 });
});

test("a full queue holds the fetch until records are stored", async () => {
  const { queue } = queueAt(0, { mostBytes: 1000 });
  let filled = false;
  const filling = queue.fill(batch([0, 1, 2, 3, 4])).then(() => (filled = true));
  await Promise.resolve();
  expect([queue.length, filled]).toEqual([2, false]);
  for (const taken of [2, 2, 1]) {
    queue.take(taken).settle();
    await new Promise((turn) => setImmediate(turn));
  }
  await filling;
  expect(queue.bytes).toBe(0);
});

test("a record over the limit of memory is taken when nothing else is there", async () => {
  const { queue } = queueAt(0, { mostBytes: 1000, room: new Room(1000) });
  await queue.fill(batch([0], 5000));
  expect(queue.length).toBe(1);
});

test("what can't be stored now waits in front again, without what of it was stored", async () => {
  const { queue } = queueAt(0);
  await queue.fill(batch([0, 1, 2, 3]));
  const group = queue.take(3);
  group.split()![0].settle();
  queue.giveBack();
  expect(queue.length).toBe(3);
  expect(placed(queue.take(9).placeAt(1))).toEqual({ next: 4, missing: 0, records: 3 });
});

test.each([
  ["within what waits, the rest stays", 2, 2, []],
  ["right behind what waits, nothing is fetched again", 4, 0, []],
  ["far ahead, it is fetched from there", 90, 0, [90]],
  ["back, it is fetched from there", 0, 0, [0]],
] as const)("a source that stands %s", async (_, next, left, expected) => {
  const { queue, seeks, room } = queueAt(1);
  await queue.fill(batch([1, 2, 3]));
  queue.standAt(next);
  expect([queue.length, seeks]).toEqual([left, expected]);
  expect(room.usedBytes).toBe(left * 356);
});

test("closing ends a fetch that waits for room, and takes nothing more", async () => {
  const { queue, room } = queueAt(0, { mostBytes: 400 });
  const filling = queue.fill(batch([0, 1, 2]));
  queue.close();
  await filling;
  await queue.fill(batch([3]));
  expect([queue.length, room.usedBytes]).toEqual([0, 0]);
});
