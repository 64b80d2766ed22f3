import { expect, test } from "@jest/globals";
import { inRounds, startPaced } from "./pace.ts";

test("rounds deal out every item before any comes again", () => {
  const deal = inRounds(["a", "b", "c", "d", "e"], 2);
  expect([deal(), deal(), deal()].flat()).toEqual(["a", "b", "c", "d", "e", "a"]);
});

test("a round larger than the list deals each item once", () => {
  expect(inRounds(["a", "b"], 10)()).toEqual(["a", "b"]);
});

test("no more runs than allowed are under way, and stopping waits for them", async () => {
  const waiting: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const third = Promise.withResolvers<void>();
  let started = 0;
  const stop = startPaced(
    { perSecond: 500, atOnce: 2 },
    async () => {
      most = Math.max(most, ++running);
      if (++started === 3) third.resolve();
      await new Promise<void>((done) => waiting.push(done));
      running--;
    },
    () => {},
  );
  const release = setInterval(() => waiting.shift()?.(), 20);
  await third.promise;
  await stop();
  clearInterval(release);
  expect(most).toBe(2);
  expect(running).toBe(0);
});

test("a run that fails is told and the pace goes on", async () => {
  const twice = Promise.withResolvers<void>();
  const errors: unknown[] = [];
  const stop = startPaced(
    { perSecond: 500, atOnce: 1 },
    async () => {
      throw new Error("refused");
    },
    (error) => {
      errors.push(error);
      if (errors.length === 2) twice.resolve();
    },
  );
  await twice.promise;
  await stop();
  expect(errors[0]).toEqual(new Error("refused"));
});
