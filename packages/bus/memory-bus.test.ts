import { expect, test } from "@jest/globals";
import { createMemoryBus } from "./memory-bus.ts";
import { busBattery, Inbox, message, until } from "./testing/bus-battery.ts";

busBattery("the bus in memory", async () => createMemoryBus({ retryMs: 1 }));

const TOPIC = "memory.v1";
const small = { partitions: 1, retainedMessages: 10, retryMs: 1 };

test("a slow group holds publishing back, and memory stays within the limit", async () => {
  const bus = createMemoryBus(small);
  const seen = new Inbox();
  let open = () => {};
  const gate = new Promise<void>((done) => (open = done));
  await bus.subscribe(TOPIC, { group: "writers" }, async (delivery) => {
    await gate;
    seen.take(delivery);
  });
  let published = 0;
  const publishing = Promise.all(
    Array.from({ length: 30 }, (_, i) => bus.publish(TOPIC, [message("a", i)]).then(() => (published += 1))),
  );
  await until(() => published === 10);
  expect(bus.stats()[TOPIC]!.retained).toBe(10);
  open();
  await publishing;
  await seen.has(30);
  expect(seen.numbersOf("a")).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(bus.stats()[TOPIC]!.lost).toBe(0);
  await bus.close();
});

test("a stuck reader of all holds nobody back; what passed it by is counted and told", async () => {
  let told = 0;
  const bus = createMemoryBus({ ...small, onLost: (_, messages) => (told += messages) });
  const [stuck, quick] = [new Inbox(), new Inbox()];
  let open = () => {};
  const gate = new Promise<void>((done) => (open = done));
  await bus.subscribe(TOPIC, { all: true, from: "start" }, async (delivery) => {
    await gate;
    stuck.take(delivery);
  });
  await bus.subscribe(TOPIC, { group: "writers" }, quick.take);
  for (let i = 0; i < 30; i++) await bus.publish(TOPIC, [message("a", i)]);
  await quick.has(30);
  open();
  await until(() => stuck.numbersOf("a").at(-1) === 29);
  expect(stuck.deliveries).toHaveLength(11);
  expect(bus.stats()[TOPIC]!.lost).toBe(19);
  expect(told).toBe(19);
  await bus.close();
});

test("the limit in bytes counts, and a message over it is still delivered", async () => {
  const bus = createMemoryBus({ ...small, retainedBytes: 1000 });
  const seen = new Inbox();
  await bus.subscribe(TOPIC, { group: "writers" }, seen.take);
  await bus.publish(TOPIC, [{ key: "a", id: "0", value: "x".repeat(5000) }]);
  await bus.publish(TOPIC, [message("a", 1), message("a", 2)]);
  await seen.has(3);
  expect(bus.stats()[TOPIC]!.bytes).toBeLessThanOrEqual(1000);
  await bus.close();
});

test("publishing on a closed bus is refused", async () => {
  const bus = createMemoryBus();
  await bus.close();
  await expect(bus.publish(TOPIC, [message("a", 0)])).rejects.toThrow("closed");
});

test("a publisher that waits for a slow group is told when the bus closes", async () => {
  const bus = createMemoryBus(small);
  let open = () => {};
  const gate = new Promise<void>((done) => (open = done));
  await bus.subscribe(TOPIC, { group: "writers" }, () => gate);
  const publishing = bus.publish(
    TOPIC,
    Array.from({ length: 30 }, (_, i) => message("a", i)),
  );
  const refused = expect(publishing).rejects.toThrow("closed");
  await until(() => bus.stats()[TOPIC]!.retained === 10);
  const closed = bus.close();
  open();
  await refused;
  await closed;
});

test.each(Array.from({ length: 70 }, (_, at) => at + 1))(
  "a reader that is ended right after message %i ends",
  async (count) => {
    const bus = createMemoryBus({ partitions: 1, retryMs: 1 });
    const handled = Promise.withResolvers<void>();
    let seen = 0;
    const subscription = await bus.subscribe(TOPIC, { all: true, from: "start" }, () => {
      if (++seen === count) handled.resolve();
    });
    await bus.publish(
      TOPIC,
      Array.from({ length: count }, (_, i) => message("a", i)),
    );
    await handled.promise;
    // A turn is taken between some messages: the end may come just then.
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    await subscription.close();
    await bus.close();
  },
  2000,
);
