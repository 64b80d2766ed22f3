import { expect, test } from "@jest/globals";
import { createOutboxRelay, type OutboxEntry } from "./outbox-relay.ts";
import type { Bus } from "./port.ts";
import { until } from "./testing/bus-battery.ts";

const entry = (sequence: number): OutboxEntry => ({
  sequence,
  key: "source/0",
  id: `source/0/${sequence}`,
  value: `${sequence}`,
});

function recordingBus(fail: (sequence: number) => boolean = () => false) {
  const published: number[] = [];
  const bus: Bus = {
    publish: async (_, messages) => {
      const sequence = Number(messages[0]!.value);
      if (fail(sequence)) throw new Error("no broker");
      published.push(sequence);
    },
    subscribe: async () => ({ close: async () => {} }),
    close: async () => {},
  };
  return { bus, published };
}

const stored = (count: number, from = 1) => ({
  unpublished: async (after: number, limit: number) =>
    Array.from({ length: count }, (_, i) => entry(from + i))
      .filter(({ sequence }) => sequence > after)
      .slice(0, limit),
});
const parts = { topic: "pulse", published: 0, retryMs: 1, onFault: () => {} };

test("entries are published in the order of their sequence", async () => {
  const { bus, published } = recordingBus();
  const relay = createOutboxRelay({ ...parts, bus, outbox: stored(3) });
  for (const sequence of [1, 2, 3]) relay.offer(entry(sequence));
  await relay.drained();
  expect(published).toEqual([1, 2, 3]);
  expect(relay.published).toBe(3);
});

test("what a crash left behind is read from the outbox, past what was published before", async () => {
  const { bus, published } = recordingBus();
  const relay = createOutboxRelay({ ...parts, bus, outbox: stored(250), published: 40 });
  relay.sweep(250);
  await relay.drained();
  expect(published).toEqual(Array.from({ length: 210 }, (_, i) => 41 + i));
});

test("past its capacity the relay keeps nothing in memory and reads it back later", async () => {
  let broken = true;
  const { bus, published } = recordingBus(() => broken);
  const relay = createOutboxRelay({ ...parts, bus, outbox: stored(20), capacity: 5 });
  for (let sequence = 1; sequence <= 20; sequence++) relay.offer(entry(sequence));
  expect(relay.waiting).toBe(5);
  broken = false;
  await relay.drained();
  expect(published).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect(relay.waiting).toBe(0);
});

test("a failing bus is tried again, the fault is told, and the order stays", async () => {
  let failures = 3;
  const faults: unknown[] = [];
  const { bus, published } = recordingBus((sequence) => sequence === 2 && failures-- > 0);
  const relay = createOutboxRelay({
    ...parts,
    bus,
    outbox: stored(3),
    onFault: (fault) => faults.push(fault),
  });
  for (const sequence of [1, 2, 3]) relay.offer(entry(sequence));
  await relay.drained();
  expect(published).toEqual([1, 2, 3]);
  expect(faults).toHaveLength(3);
});

test("a batch that retention took before it was published does not hold up the next", async () => {
  const { bus, published } = recordingBus();
  const relay = createOutboxRelay({ ...parts, bus, outbox: stored(2, 5) });
  relay.sweep(6);
  await relay.drained();
  expect(published).toEqual([5, 6]);
});

test("stop ends a relay whose bus is away", async () => {
  const { bus } = recordingBus(() => true);
  let faults = 0;
  const relay = createOutboxRelay({
    ...parts,
    bus,
    outbox: stored(1),
    retryMs: 60_000,
    onFault: () => faults++,
  });
  relay.offer(entry(1));
  await until(() => faults > 0);
  await relay.stop();
  expect(relay.published).toBe(0);
});
