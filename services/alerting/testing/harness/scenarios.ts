import { setTimeout as pause } from "node:timers/promises";
import type { AnsweringReceiver, Heard } from "./answering-receiver.ts";
import type { System } from "./system.ts";

export interface Stage {
  system: System;
  receiver: AnsweringReceiver;
}

export interface Result {
  /** In words and figures, for the table. */
  outcome: string;
  isRight: boolean;
}

/** What came of a scenario on both. */
export interface HarnessRow {
  scenario: string;
  what: string;
  alertmanager: Result;
  monitor: Result;
}

export interface HarnessScenario {
  what: string;
  run(stage: Stage, ids: readonly string[]): Promise<Result>;
}

/** The measured failures of Alertmanager, each as what happens, in what order, and what people must have been told. */
export const HARNESS: Record<string, HarnessScenario> = {
  A: {
    what: "kill -9 after notifying, then told the same again",
    async run({ system, receiver }, ids) {
      await system.raise(ids);
      await pause(4000);
      await system.kill();
      await system.start();
      await system.raise(ids);
      await pause(7000);
      const firing = took(receiver, "firing");
      const again = ids.filter((id) => (firing.get(id) ?? 0) > 1).length;
      return {
        outcome: `${again} of ${ids.length} told twice`,
        isRight: again === 0 && firing.size === ids.length,
      };
    },
  },
  B: {
    what: "kill -9 after notifying, then the recovery",
    run: async (stage, ids) => recoveredAfter(stage, ids, "SIGKILL"),
  },
  C: {
    what: "SIGTERM after notifying, then the recovery",
    run: async (stage, ids) => recoveredAfter(stage, ids, "SIGTERM"),
  },
  D: {
    what: "kill -9 right after it was taken, nobody tells it again",
    async run({ system, receiver }, ids) {
      await system.raise(ids);
      await system.kill();
      await system.start();
      await until(() => took(receiver, "firing").size === ids.length, 16_000, 8000);
      const told = took(receiver, "firing").size;
      return { outcome: `${told} of ${ids.length} delivered`, isRight: told === ids.length };
    },
  },
  E: {
    what: "the receiver answers 429 for 3 s",
    async run({ system, receiver }, ids) {
      receiver.answer.code = 429;
      await system.raise(ids);
      await pause(3000);
      receiver.answer.code = 200;
      const beganMs = Date.now();
      await until(() => took(receiver, "firing").size === ids.length, 15_000);
      const told = took(receiver, "firing").size;
      const seconds = ((Date.now() - beganMs) / 1000).toFixed(1);
      return {
        outcome: `${told} of ${ids.length} delivered, ${seconds} s later`,
        isRight: told === ids.length,
      };
    },
  },
  F: {
    what: "the receiver answers 400, the alerts end, it answers 200",
    async run({ system, receiver }, ids) {
      receiver.answer.code = 400;
      await system.raise(ids);
      await pause(3000);
      await system.end(ids);
      receiver.answer.code = 200;
      await pause(12_000);
      const told = new Set([...took(receiver, "firing").keys(), ...took(receiver, "resolved").keys()]);
      return {
        outcome: `${ids.length - told.size} of ${ids.length} lost`,
        isRight: told.size === ids.length,
      };
    },
  },
  G: {
    what: "over 0.3 s after it began",
    async run({ system, receiver }, ids) {
      await system.raise(ids);
      await pause(300);
      await system.end(ids);
      await pause(10_000);
      const told = took(receiver, "resolved").size;
      return {
        outcome: `${told} of ${ids.length} told that it was and is over`,
        isRight: told === ids.length,
      };
    },
  },
  late: {
    what: "how long an end takes to be told",
    async run({ system, receiver }, ids) {
      await system.raise(ids);
      await until(() => took(receiver, "firing").size === ids.length, 10_000);
      await pause(700);
      const beganMs = Date.now();
      await system.end(ids);
      await until(() => took(receiver, "resolved").size === ids.length, 15_000);
      const times = receiver.heard
        .filter(({ status }) => status === "resolved")
        .map(({ atMs }) => atMs - beganMs);
      const slowest = Math.max(...times);
      return { outcome: `up to ${(slowest / 1000).toFixed(1)} s`, isRight: slowest < 2000 };
    },
  },
};

async function recoveredAfter(
  { system, receiver }: Stage,
  ids: readonly string[],
  signal: "SIGKILL" | "SIGTERM",
): Promise<Result> {
  await system.raise(ids);
  await pause(4000);
  await system.kill(signal);
  await system.start();
  await system.end(ids);
  await pause(14_000);
  const over = took(receiver, "resolved").size;
  const again = [...took(receiver, "firing").values()].filter((times) => times > 1).length;
  return {
    outcome: `${over} of ${ids.length} told as over, ${again} told twice`,
    isRight: over === ids.length && again === 0,
  };
}

/** Group of two, one message holds one: the first ends, the second goes on. */
export async function lyingPayload({ system, receiver }: Stage, ids: readonly string[]): Promise<Result> {
  await system.raise(ids);
  await pause(2500);
  const before = receiver.heard.length;
  await system.end(ids.slice(0, -1));
  await until(() => ends(receiver.heard.slice(before)).length > 0, 12_000);
  const statuses = [...new Set(ends(receiver.heard.slice(before)).map(({ messageStatus }) => messageStatus))];
  return {
    outcome: `its status says ${statuses.join(", ")} while one fires`,
    isRight: statuses.join() === "firing",
  };
}

const ends = (heard: readonly Heard[]) => heard.filter(({ status }) => status === "resolved");

/** How often each id was told so and taken. */
function took({ heard }: AnsweringReceiver, status: string): Map<string, number> {
  const times = new Map<string, number>();
  for (const one of heard)
    if (one.code === 200 && one.status === status) times.set(one.id, (times.get(one.id) ?? 0) + 1);
  return times;
}

/** At least `leastMs`, at most `mostMs`. */
async function until(condition: () => boolean, mostMs: number, leastMs = 0): Promise<void> {
  const beganMs = Date.now();
  while (Date.now() - beganMs < mostMs && (Date.now() - beganMs < leastMs || !condition())) await pause(50);
}
