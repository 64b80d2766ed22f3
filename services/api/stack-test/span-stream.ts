import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

export interface SpanStream {
  /** Spans that the Collector has said it took. */
  taken(): number;
  stop(): Promise<void>;
}

interface Sender {
  service: string;
  namespace?: string;
  spansARequest: number;
}

const PLAIN: Sender = { service: "plain", spansARequest: 10 };
const PAUSE_MS = 100;

/** A service under a plain SDK that sends ten requests a second and keeps what is not taken. */
export function streamSpans(otlpUrl: string, sender = PLAIN): SpanStream {
  let taken = 0;
  let stopped = false;
  const run = async () => {
    let body = requestOf(sender);
    while (!stopped) {
      const isTaken = await fetch(`${otlpUrl}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      }).then(
        async (answer) => (await answer.text(), answer.ok),
        () => false,
      );
      if (isTaken) {
        taken += sender.spansARequest;
        body = requestOf(sender);
      }
      await delay(PAUSE_MS);
    }
  };
  const running = run();
  return {
    taken: () => taken,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function requestOf({ service, namespace, spansARequest }: Sender): string {
  const endNs = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: spansARequest }, () => ({
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "SELECT daily_kline",
    kind: 3,
    startTimeUnixNano: `${endNs - 5_000_000n}`,
    endTimeUnixNano: `${endNs}`,
    attributes: [
      text("db.system.name", "postgresql"),
      text("db.operation.name", "SELECT"),
      text("db.collection.name", "daily_kline"),
    ],
    status: {},
  }));
  const resource = {
    attributes: [
      text("service.name", service),
      text("service.instance.id", `${service}-1`),
      ...(namespace === undefined ? [] : [text("service.namespace", namespace)]),
    ],
  };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: service }, spans }] }] });
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
