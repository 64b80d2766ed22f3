import { setTimeout as pause } from "node:timers/promises";

export interface Sending {
  /** Bodies that are acknowledged. */
  readonly acknowledged: number;
  /** Tries that failed: no connection, or 503. */
  readonly failures: number;
  /** All bodies are acknowledged. */
  done: Promise<void>;
}

/** An OTLP client as the specification has it: no answer, 502, 503, 504 and 429 are sent again, anything else ends it. */
export function sendRetrying(port: number, bodies: readonly Uint8Array[], connections: number): Sending {
  const sending = { acknowledged: 0, failures: 0, done: Promise.resolve() };
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const body = bodies[next++]!;
      while (!(await accepted(port, body))) {
        sending.failures += 1;
        await pause(20);
      }
      sending.acknowledged += 1;
    }
  };
  sending.done = Promise.all(Array.from({ length: connections }, worker)).then(() => {});
  return sending;
}

async function accepted(port: number, body: Uint8Array): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-protobuf" },
  }).catch(() => undefined);
  if (response === undefined) return false;
  await response.arrayBuffer().catch(() => {});
  if (response.status === 503) return false;
  if (response.status !== 200) throw new Error(`the recorder answered ${response.status}`);
  return true;
}
