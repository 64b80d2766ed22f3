import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { encodePulse, type OperationPulse } from "@mystocks/events";
import { alertsOf, type Rival } from "./rival.ts";
import type { WorldSample } from "./world.ts";

export interface AlertingRival extends Rival {
  pushOperations(pulses: OperationPulse[], timeMs: number): Promise<void>;
  /** Reachable memory, after a collection of all garbage. */
  liveMiB(): Promise<number>;
}

interface ChildUse {
  evaluations: number;
  judgeSeconds: number;
  unsaved: number;
  processorSeconds: number;
  rssMiB: number;
}

/** Alerting on a store of its own, told of samples by pulses as recorders publish them. */
export async function startAlertingRival(url: string, ruleFile: string): Promise<AlertingRival> {
  const child = fork(join(import.meta.dirname, "alerting-process.ts"), [url, ruleFile]);
  const exited = once(child, "exit");
  let turn: Promise<unknown> = Promise.resolve();
  // One question after the other: answers carry no number.
  const ask = <Answer>(message: string | object): Promise<Answer> => {
    const answer = turn.then(async () => {
      const answered = once(child, "message");
      child.send(message);
      return ((await answered) as [Answer])[0];
    });
    turn = answer;
    return answer;
  };
  const [{ port, token }] = (await Promise.race([
    once(child, "message"),
    exited.then(([code]) => Promise.reject(new Error(`alerting ended with ${String(code)}`))),
  ])) as [{ port: number; token: string }];
  let sequence = 0;
  let before = { evaluations: 0, judgeSeconds: 0, lastSeconds: 0 };
  const publish = async (timeMs: number, pulses: OperationPulse[], samples: readonly WorldSample[]) => {
    const pulse = encodePulse({
      source: "bench",
      partition: 0,
      sequence: ++sequence,
      observedSecond: Math.floor(timeMs / 1000),
      pulses,
      samples: samples.map((sample) => ({ ...sample, timeMs })),
      logs: [],
    });
    await ask({ pulse });
  };
  return {
    async setClock(timeMs) {
      await ask({ clockMs: timeMs ?? null });
    },
    push: (samples, timeMs) => publish(timeMs, [], samples),
    liveMiB: async () => (await ask<{ liveMiB: number }>("live")).liveMiB,
    pushOperations: (pulses, timeMs) => publish(timeMs, pulses, []),
    async used() {
      const use = await ask<ChildUse>("used");
      const { evaluations, judgeSeconds, processorSeconds, rssMiB } = use;
      const isNew = evaluations > before.evaluations;
      const lastSeconds = isNew
        ? (judgeSeconds - before.judgeSeconds) / (evaluations - before.evaluations)
        : before.lastSeconds;
      before = { evaluations, judgeSeconds, lastSeconds };
      return { evaluations, lastSeconds, processorSeconds, rssMiB };
    },
    alerts: () =>
      alertsOf(`http://127.0.0.1:${port}/prometheus/api/v1/alerts`, { authorization: `Bearer ${token}` }),
    settled: async () => (await ask<ChildUse>("used")).unsaved === 0,
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
