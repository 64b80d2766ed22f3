import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

export interface SpanStream {
  /** Spans that the Collector has said it took. */
  taken(): number;
  stop(): Promise<void>;
}

const SPANS_A_REQUEST = 10;
const PAUSE_MS = 100;

/** A service under a plain SDK that sends about a hundred spans a second and keeps those that are not taken. */
export function streamSpans(otlpUrl: string): SpanStream {
  let taken = 0;
  let stopped = false;
  const run = async () => {
    let body = requestOf();
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
        taken += SPANS_A_REQUEST;
        body = requestOf();
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

function requestOf(): string {
  const endNs = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: SPANS_A_REQUEST }, () => ({
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
  const resource = { attributes: [text("service.name", "plain"), text("service.instance.id", "plain-1")] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "plain" }, spans }] }] });
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
