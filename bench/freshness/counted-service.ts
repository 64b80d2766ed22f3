import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createKafkaBus, type Bus } from "@mystocks/bus";
import { decodePulse, PULSE_TOPIC } from "@mystocks/events";
import { createLogger } from "@mystocks/runtime";
import type { Stack } from "@mystocks/stack";

export const SERVICE = "freshness-bench";
const PER_SECOND = 20;

type Times = Map<string, number[]>;

/** A service of its own process that says when each operation ended, and the pulses that count them. */
export class CountedService {
  readonly #bus: Bus;
  readonly #total: number;
  readonly #ended: Times = new Map();
  readonly #counted: Times = new Map();
  /** Resolves when the service has sent everything and is gone. */
  readonly hasEnded: Promise<unknown>;

  private constructor(bus: Bus, stack: Stack, total: number, environment: Record<string, string>) {
    this.#bus = bus;
    this.#total = total;
    const args = [stack.urls.otlp, `${total}`, `${PER_SECOND}`];
    const service = fork(join(import.meta.dirname, "service.ts"), args, {
      env: { ...process.env, ...environment },
    });
    service.on("message", ({ operation, endedMs }: { operation: string; endedMs: number }) =>
      note(this.#ended, operation, endedMs),
    );
    this.hasEnded = once(service, "exit");
  }

  static async start(stack: Stack, total: number, environment: Record<string, string> = {}) {
    const log = createLogger("bench", "warn");
    const bus = createKafkaBus({ connection: { brokers: stack.brokers }, clientId: "freshness-bench", log });
    const service: { counted?: CountedService } = {};
    await bus.subscribe(PULSE_TOPIC, { all: true, from: "end" }, ({ value }) =>
      service.counted?.count(value),
    );
    service.counted = new CountedService(bus, stack, total, environment);
    return service.counted;
  }

  count(pulse: string): void {
    const nowMs = Date.now();
    for (const { operation, count } of decodePulse(pulse).pulses)
      if (operation.service === SERVICE)
        for (let time = 0; time < count; time++) note(this.#counted, operation.operation, nowMs);
  }

  /** Seconds from each end to the pulse that counts it, once all are; waits so long after the service's end. */
  async waits(patienceMs: number): Promise<number[]> {
    await this.hasEnded;
    const deadline = Date.now() + patienceMs;
    while (sizeOf(this.#counted) < this.#total) {
      if (Date.now() > deadline)
        throw new Error(`pulses count ${sizeOf(this.#counted)} of ${this.#total} operations`);
      await pause(10);
    }
    await this.#bus.close();
    return waitsBetween(this.#ended, this.#counted);
  }
}

/** The n-th execution of an operation is counted by whatever brings its count to n. */
function waitsBetween(ended: Times, counted: Times): number[] {
  const pairs = [...ended].flatMap(([operation, times]) =>
    times.map((endedMs, at) => ({ endedMs, countedMs: counted.get(operation)![at]! })),
  );
  return pairs
    .sort((a, b) => a.endedMs - b.endedMs)
    .map(({ endedMs, countedMs }) => (countedMs - endedMs) / 1000);
}

function note(times: Times, operation: string, timeMs: number): void {
  const known = times.get(operation) ?? [];
  times.set(operation, known);
  known.push(timeMs);
}

const sizeOf = (times: Times) => [...times.values()].reduce((sum, list) => sum + list.length, 0);

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! * 1000) / 1000;
}
