import { expect, test } from "@jest/globals";
import { Growth } from "./growth.ts";

const counters = (values: Record<string, number>) => new Map(Object.entries(values));

test("growth begins at the first reading, over all instances", () => {
  const growth = new Growth();
  growth.read("a", counters({ sent: 500 }), 0);
  growth.read("b", counters({ sent: 90 }), 0);
  growth.read("a", counters({ sent: 520 }), 2000);
  growth.read("b", counters({ sent: 91 }), 2000);
  expect([growth.of("sent"), growth.of("failed")]).toEqual([21, null]);
});

test("a counter that began anew adds what it counts now, and doubts what it had gained unseen", () => {
  const growth = new Growth();
  for (const [place, sent] of [0, 100, 200, 30].entries()) growth.read("a", counters({ sent }), place * 2000);
  expect([growth.of("sent"), growth.doubt("sent")]).toEqual([230, 100]);
});

test("a counter that appears later counts from 0, an instance that is new counts whole", () => {
  const growth = new Growth();
  growth.read("a", counters({ sent: 10 }), 0);
  growth.read("a", counters({ sent: 10, "dropped queue_full": 3 }), 2000);
  growth.read("b", counters({ "dropped queue_full": 2 }), 2000, true);
  expect(growth.below("dropped ")).toEqual({ queue_full: 5 });
});
