import { expect, test } from "@jest/globals";
import { Slots } from "./slots.ts";

test("never more at once than there are slots, all in order, and a failure gives its slot back", async () => {
  const slots = new Slots(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const use = (at: number) => async () => {
    most = Math.max(most, (running += 1));
    order.push(at);
    await new Promise((done) => setImmediate(done));
    running -= 1;
    if (at === 1) throw new Error("broken");
    return at;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((at) => slots.hold(use(at))));
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4]);
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
});
