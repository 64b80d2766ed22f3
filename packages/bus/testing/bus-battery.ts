import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { DEAD_LETTER_TOPIC } from "@mystocks/events";
import { DeadLetter, type Bus, type Delivery, type Message } from "../port.ts";

const TOPIC = "battery.v1";

/** What every Bus must keep, whatever carries it. `open` gives one with at least two partitions and no messages. */
export function busBattery(name: string, open: () => Promise<Bus>): void {
  describe(name, () => {
    let bus: Bus;

    beforeEach(async () => {
      bus = await open();
    });
    afterEach(async () => {
      await bus.close();
    });

    test("messages of a key keep their order", async () => {
      const seen = new Inbox();
      await bus.subscribe(TOPIC, { all: true, from: "start" }, seen.take);
      for (let i = 0; i < 50; i++) await bus.publish(TOPIC, [message("a", i), message("b", i)]);
      await seen.has(100);
      for (const key of ["a", "b"]) expect(seen.numbersOf(key)).toEqual(counted(50));
    });

    test("offsets of a partition rise by order of delivery", async () => {
      const seen = new Inbox();
      await bus.subscribe(TOPIC, { all: true, from: "start" }, seen.take);
      await bus.publish(
        TOPIC,
        counted(20).map((i) => message("a", i)),
      );
      await seen.has(20);
      const offsets = seen.deliveries.map(({ offset }) => offset);
      expect(offsets).toEqual(offsets.toSorted((a, b) => Number(a - b)));
      expect(new Set(offsets).size).toBe(20);
    });

    test("members of a group share the messages, each goes to one of them", async () => {
      const [first, second] = [new Inbox(), new Inbox()];
      await bus.subscribe(TOPIC, { group: "writers" }, first.take);
      await bus.subscribe(TOPIC, { group: "writers" }, second.take);
      for (let i = 0; i < 40; i++) await bus.publish(TOPIC, [message(`key-${i}`, i)]);
      await until(() => first.deliveries.length + second.deliveries.length >= 40);
      const numbers = [...first.deliveries, ...second.deliveries].map(({ id }) => Number(id));
      expect(numbers.toSorted((a, b) => a - b)).toEqual(counted(40));
      expect(first.deliveries.length).toBeGreaterThan(0);
      expect(second.deliveries.length).toBeGreaterThan(0);
    });

    test("a group goes on where its last member stopped", async () => {
      const before = new Inbox();
      const subscription = await bus.subscribe(TOPIC, { group: "writers" }, before.take);
      await bus.publish(TOPIC, [message("a", 0), message("a", 1)]);
      await before.has(2);
      await subscription.close();
      await bus.publish(TOPIC, [message("a", 2)]);
      const after = new Inbox();
      await bus.subscribe(TOPIC, { group: "writers" }, after.take);
      await after.has(1);
      expect(after.numbersOf("a")).toEqual([2]);
    });

    test("every reader of all reads everything, from where it says", async () => {
      await bus.publish(TOPIC, [message("a", 0), message("a", 1)]);
      const [start, end] = [new Inbox(), new Inbox()];
      await bus.subscribe(TOPIC, { all: true, from: "start" }, start.take);
      await bus.subscribe(TOPIC, { all: true, from: "end" }, end.take);
      await bus.publish(TOPIC, [message("a", 2)]);
      await start.has(3);
      await end.has(1);
      expect(start.numbersOf("a")).toEqual([0, 1, 2]);
      expect(end.numbersOf("a")).toEqual([2]);
    });

    test("a reader from a time misses nothing published since", async () => {
      await bus.publish(TOPIC, [message("a", 0)]);
      const published = Date.now();
      await until(() => Date.now() > published + 2);
      const since = new Date();
      await bus.publish(TOPIC, [message("a", 1)]);
      const seen = new Inbox();
      await bus.subscribe(TOPIC, { all: true, from: since }, seen.take);
      await seen.has(1);
      expect(seen.numbersOf("a")).toEqual([1]);
    });

    test("a handler that throws gets the same message again, and nothing overtakes it", async () => {
      const seen = new Inbox();
      let failures = 2;
      await bus.subscribe(TOPIC, { group: "writers" }, (delivery) => {
        seen.take(delivery);
        if (delivery.id === "1" && failures-- > 0) throw new Error("try again");
      });
      await bus.publish(TOPIC, [message("a", 0), message("a", 1), message("a", 2)]);
      await seen.has(5);
      expect(seen.numbersOf("a")).toEqual([0, 1, 1, 1, 2]);
    });

    test("a dead letter is put aside with the reason, and the consumer goes on", async () => {
      const [seen, aside] = [new Inbox(), new Inbox()];
      await bus.subscribe(DEAD_LETTER_TOPIC, { all: true, from: "start" }, aside.take);
      await bus.subscribe(TOPIC, { group: "writers" }, (delivery) => {
        seen.take(delivery);
        if (delivery.id === "1") throw new DeadLetter("it is no event");
      });
      await bus.publish(TOPIC, [message("a", 0), message("a", 1), message("a", 2)]);
      await seen.has(3);
      await aside.has(1);
      expect(seen.numbersOf("a")).toEqual([0, 1, 2]);
      const letter = JSON.parse(aside.deliveries[0]!.value) as { data: unknown };
      expect(letter.data).toMatchObject({
        topic: TOPIC,
        id: "1",
        reason: "it is no event",
        payload: "value 1",
      });
    });

    test("close waits for the handler that runs, and nothing is delivered after it", async () => {
      let started = false;
      let ended = false;
      let release = () => {};
      const subscription = await bus.subscribe(TOPIC, { all: true, from: "start" }, async () => {
        started = true;
        await new Promise<void>((done) => (release = done));
        ended = true;
      });
      await bus.publish(TOPIC, [message("a", 0), message("a", 1)]);
      await until(() => started);
      const closed = subscription.close().then(() => expect(ended).toBe(true));
      started = false;
      release();
      await closed;
      await bus.publish(TOPIC, [message("a", 2)]);
      expect(started).toBe(false);
    });
  });
}

export class Inbox {
  readonly deliveries: Delivery[] = [];

  readonly take = (delivery: Delivery): void => {
    this.deliveries.push(delivery);
  };

  has(count: number): Promise<void> {
    return until(() => this.deliveries.length >= count);
  }

  numbersOf(key: string): number[] {
    return this.deliveries.filter((delivery) => delivery.key === key).map(({ id }) => Number(id));
  }
}

export function message(key: string, number: number): Message {
  return { key, id: `${number}`, value: `value ${number}` };
}

/** jest's own timeout ends a condition that never comes. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 1));
}

const counted = (count: number) => Array.from({ length: count }, (_, i) => i);
