import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import { AlertmanagerSystem } from "./alertmanager-system.ts";
import type { AnsweringReceiver } from "./answering-receiver.ts";
import type { Result } from "./scenarios.ts";
import type { System } from "./system.ts";

/** Two of them that share the work. */
export type Pair = readonly [System, System];

interface ClusterStage {
  pair: Pair;
  receiver: AnsweringReceiver;
}

export interface ClusterScenario {
  what: string;
  run: (stage: ClusterStage, ids: readonly string[]) => Promise<Result>;
}

/** What two of them do, each alert told to both: counted is what the receiver took. */
export const CLUSTER: Record<string, ClusterScenario> = {
  two: {
    what: "two of them, all is well",
    async run({ pair, receiver }, ids) {
      await onBoth(pair, (system) => system.raise(ids));
      await pause(28_000);
      return counted(receiver, ids);
    },
  },
  "two-500": {
    what: "two of them, the receiver answers 500 for 40 s",
    async run({ pair, receiver }, ids) {
      receiver.answer.code = 500;
      await onBoth(pair, (system) => system.raise(ids));
      await pause(40_000);
      receiver.answer.code = 200;
      await pause(65_000);
      return counted(receiver, ids);
    },
  },
  "two-kill": {
    what: "two of them, kill -9 of one after notifying, told the same again",
    async run({ pair, receiver }, ids) {
      await onBoth(pair, (system) => system.raise(ids));
      await pause(6500);
      await pair[0].kill();
      await pause(20_000);
      await pair[0].start();
      await pause(20_000);
      for (let turn = 0; turn < 3; turn++) {
        await onBoth(pair, (system) => system.raise(ids));
        await pause(12_000);
      }
      return counted(receiver, ids);
    },
  },
};

/** Two Alertmanagers that gossip. */
export async function alertmanagerPair(dir: string, receiverUrl: string): Promise<Pair> {
  const [port, other] = [await freePort(), await freePort()];
  const options = {
    receiverUrl,
    groupBy: "id",
    groupWaitSeconds: 5,
    groupIntervalSeconds: 30,
    mostAlerts: 0,
  };
  return [
    new AlertmanagerSystem({
      ...options,
      dir: join(dir, "1"),
      port: await freePort(),
      gossip: { port, peer: other },
    }),
    new AlertmanagerSystem({
      ...options,
      dir: join(dir, "2"),
      port: await freePort(),
      gossip: { port: other, peer: port },
    }),
  ];
}

export async function onBoth(pair: Pair, act: (system: System) => Promise<void>): Promise<void> {
  await Promise.all(pair.map(act));
}

function counted({ heard }: AnsweringReceiver, ids: readonly string[]): Result {
  const taken = heard.filter(({ code, status }) => code === 200 && status === "firing");
  const told = new Set(taken.map(({ id }) => id)).size;
  const again = taken.length - told;
  return {
    outcome: `${told} of ${ids.length} told, ${again} told again`,
    isRight: told === ids.length && again === 0,
  };
}
