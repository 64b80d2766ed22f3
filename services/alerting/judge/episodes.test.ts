import { expect, test } from "@jest/globals";
import { Episodes } from "./episodes.ts";

const condition = (state: string, firedAtMs: number | null) =>
  ({ fingerprint: "f", condition: state, firedAtMs }) as unknown as Parameters<Episodes["place"]>[0];
const firing = condition("firing", 1);
const resolved = condition("resolved", 1);
const pending = condition("pending", null);
const dropped = condition("resolved", null);
const stored = (isOver: boolean, hasFired: boolean) => [{ fingerprint: "f", episode: 4, isOver, hasFired }];

const numbers = (newest: ConstructorParameters<typeof Episodes>[0], ...given: (typeof firing)[]) => {
  const episodes = new Episodes(newest);
  return { placed: given.map((one) => episodes.place(one).episode), begunAnew: episodes.begunAnew };
};

test("the first episode is 1, and what follows an end is the next one, within a tick too", () => {
  expect(numbers([], pending, firing, resolved, firing).placed).toEqual([1, 1, 1, 2]);
});

test("an alert that goes on keeps the number that the store knows", () => {
  expect(numbers(stored(false, true), firing, resolved).placed).toEqual([4, 4]);
});

test("an alert that ended long ago begins the next one, whatever the rules remember of it", () => {
  expect(numbers(stored(true, true), firing)).toEqual({ placed: [5], begunAnew: [] });
});

test("an episode that was over before it fired leaves its number to the next", () => {
  const begunAnew = [{ fingerprint: "f", episode: 4 }];
  expect(numbers(stored(true, false), pending, firing)).toEqual({ placed: [4, 4], begunAnew });
  expect(numbers(stored(false, false), pending, dropped, pending)).toEqual({ placed: [4, 4, 4], begunAnew });
});

test("what is told of an alert after its end, such as a silence, is told of that one", () => {
  expect(numbers(stored(true, true), resolved, firing).placed).toEqual([4, 5]);
});
