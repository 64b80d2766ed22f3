import { expect, test } from "@jest/globals";
import { Polled, UnusableAnswer } from "./polled.ts";

const fault = (code: string) => Object.assign(new Error("connect"), { code });
const now = () => 5000;

test.each([
  ["nobody listens", new TypeError("fetch failed", { cause: fault("ECONNREFUSED") }), "gone"],
  ["PostgreSQL starts", fault("57P03"), "gone"],
  ["kafkajs can't connect", new Error("Connection error: connect ECONNREFUSED 127.0.0.1:9092"), "gone"],
  ["the time is over", new DOMException("timeout", "TimeoutError"), "mute"],
  ["the answer is a page of another server", new UnusableAnswer("404"), "unusable"],
] as const)("when %s", async (_, error, silence) => {
  const polled = new Polled(() => Promise.reject(error));
  await polled.poll(now, 1000);
  expect([polled.silence, polled.readAtMs, polled.value]).toEqual([silence, null, undefined]);
});

test("what hangs is not asked twice, and its late answer counts", async () => {
  let asked = 0;
  let answer: (value: number) => void = () => {};
  const polled = new Polled(() => {
    asked += 1;
    return new Promise<number>((done) => (answer = done));
  });
  await polled.poll(now, 1);
  await polled.poll(now, 1);
  expect([asked, polled.silence]).toEqual([1, "mute"]);
  const third = polled.poll(now, 1000);
  answer(7);
  await third;
  expect([asked, polled.silence, polled.value, polled.readAtMs]).toEqual([1, null, 7, 5000]);
});

test("figures of before stay when the next attempt fails", async () => {
  const answers = [Promise.resolve(1), Promise.reject(fault("ECONNREFUSED"))];
  const polled = new Polled(() => answers.shift()!);
  await polled.poll(now, 1000);
  await polled.poll(() => 9000, 1000);
  expect([polled.value, polled.readAtMs, polled.silence]).toEqual([1, 5000, "gone"]);
});
