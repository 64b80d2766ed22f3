import { afterEach, expect, test } from "@jest/globals";
import { createLogger, FaultLog } from "@mystocks/runtime";
import { OutboxPublisher, type OutboxSource } from "./outbox-publisher.ts";
import type { Bus } from "./port.ts";
import { until } from "./testing/bus-battery.ts";

/** Sources in memory, by id: how many events are committed and how many are published. */
function stage({
  sweepMs = 60_000,
  isBroken = () => false,
}: { sweepMs?: number; isBroken?: () => boolean } = {}) {
  const sources = new Map<number, OutboxSource>();
  const published: string[] = [];
  const bus: Bus = {
    publish: async (_, messages) => {
      if (isBroken()) throw new Error("no broker");
      published.push(...messages.map(({ id }) => id));
    },
    subscribe: async () => ({ close: async () => {} }),
    close: async () => {},
  };
  const publisher = new OutboxPublisher({
    bus,
    topic: "events",
    what: "events",
    sweepMs,
    faults: new FaultLog(createLogger("test", "fatal")),
    waiting: async () => {
      if (isBroken()) throw new Error("no store");
      return [...sources.values()]
        .filter((source) => source.published < source.sequence)
        .map((one) => ({ ...one }));
    },
    unpublished: async (id, after, limit) =>
      Array.from({ length: sources.get(id)!.sequence - after }, (_, at) => after + at + 1)
        .slice(0, limit)
        .map((sequence) => ({ sequence, key: `${id}`, id: `${id}/${sequence}`, value: "" })),
    recordPublished: async (id, mark) => {
      sources.get(id)!.published = mark;
    },
  });
  const commit = (id: number, count: number) => {
    const source = sources.get(id) ?? { id, sequence: 0, published: 0 };
    sources.set(id, { ...source, sequence: source.sequence + count });
  };
  return { publisher, published, commit };
}

let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

test("each source's events are out once, in their order, as soon as it is woken", async () => {
  const { publisher, published, commit } = stage();
  stop = () => publisher.stop();
  commit(1, 3);
  commit(2, 1);
  publisher.wake();
  await until(() => published.length === 4);
  commit(1, 150);
  publisher.wake();
  await until(() => published.length === 154);
  const of = (id: number) => published.filter((one) => one.startsWith(`${id}/`));
  expect(of(1)).toEqual(Array.from({ length: 153 }, (_, at) => `1/${at + 1}`));
  expect(of(2)).toEqual(["2/1"]);
});

test("what nobody wakes it for, or what failed, is out with the next sweep", async () => {
  let isBroken = true;
  const { publisher, published, commit } = stage({ sweepMs: 5, isBroken: () => isBroken });
  stop = () => publisher.stop();
  commit(1, 2);
  await until(() => true);
  expect(published).toEqual([]);
  isBroken = false;
  await until(() => published.length === 2);
});

test("a stop waits for what it was woken for", async () => {
  const { publisher, published, commit } = stage();
  commit(1, 20);
  publisher.wake();
  await publisher.stop();
  expect(published).toHaveLength(20);
});

test("what comes after a stop is not asked for: the store may be closed by then", async () => {
  const { publisher, published, commit } = stage();
  await publisher.stop();
  commit(1, 2);
  publisher.wake();
  await new Promise((done) => setImmediate(done));
  expect(published).toEqual([]);
});
