import { setTimeout as delay } from "node:timers/promises";
import type { Bus } from "../port.ts";

/** Publishes numbered events, each until it is stored, so that what is missing at the end was lost on the way. */
export function startTraffic(bus: Bus, topic: string) {
  let isRunning = true;
  let sent = 0;
  const publishing = (async () => {
    for (; isRunning; sent++) {
      const message = { key: `key-${sent % 7}`, id: `${sent}`, value: JSON.stringify({ number: sent }) };
      while (!(await isPublished(bus, topic, message))) await delay(100);
      await delay(5);
    }
  })();
  return {
    get sent() {
      return sent;
    },
    /** Resolves to how many were stored. */
    async stop(): Promise<number> {
      isRunning = false;
      await publishing;
      return sent;
    },
  };
}

async function isPublished(bus: Bus, topic: string, message: { key: string; id: string; value: string }) {
  return bus.publish(topic, [message]).then(
    () => true,
    () => false,
  );
}

/** The numbers that came, each once or more. */
export class Numbers {
  readonly seen = new Set<number>();
  deliveries = 0;

  readonly take = ({ id }: { id: string }): void => {
    this.deliveries += 1;
    this.seen.add(Number(id));
  };

  missing(count: number): number[] {
    return Array.from({ length: count }, (_, number) => number).filter((number) => !this.seen.has(number));
  }
}
