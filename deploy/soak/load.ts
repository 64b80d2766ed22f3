import { setTimeout as pause } from "node:timers/promises";
import { operationOf, testSpans, tracesBody } from "@mystocks/recorder/testing";
import type { Counts } from "./counts.ts";

export interface LoadOptions {
  /** Base of an OTLP/HTTP receiver. */
  url: string;
  /** The run's spans are number `first` and on; runs on one store must not overlap. */
  first?: number;
  spans: number;
  /** As fast as they are taken without it. */
  spansPerSecond?: number;
  connections?: number;
}

export interface Load {
  /** Spans that the receiver has acknowledged. */
  acknowledged: number;
  /** Requests that failed or were refused for now, and were sent again. */
  resent: number;
  /** Spans from this number on wait until it is raised. */
  limit: number;
  /** Every span is acknowledged. Rejects when the receiver refuses a request for good. */
  done: Promise<void>;
}

const OPERATIONS = 20;
const SPANS_PER_BODY = 200;
const RETRY_MS = 50;
const LIMIT_POLL_MS = 10;
const ANSWER_MS = 15_000;
const RETRYABLE = new Set([429, 502, 503, 504]);

/** A client of OTLP/HTTP as the specification has it: what was not acknowledged is sent again until it is. */
export function startLoad(options: LoadOptions): Load {
  const { url, first = 0, spans, spansPerSecond, connections = 4 } = options;
  const load: Load = { acknowledged: 0, resent: 0, limit: Infinity, done: Promise.resolve() };
  const startMs = Date.now();
  let next = 0;
  const worker = async () => {
    while (next < spans) {
      if (next >= load.limit) {
        await pause(LIMIT_POLL_MS);
        continue;
      }
      const at = next;
      const count = Math.min(SPANS_PER_BODY, spans - at);
      next += count;
      if (spansPerSecond !== undefined) await until(startMs + (at / spansPerSecond) * 1000);
      const body = tracesBody("market-data", testSpans(first + at, count, { operations: OPERATIONS }));
      while (!(await accepted(url, body))) {
        load.resent += 1;
        await pause(RETRY_MS);
      }
      load.acknowledged += count;
    }
  };
  load.done = Promise.all(Array.from({ length: connections }, worker)).then(() => {});
  // Whoever awaits `done` hears of it; until then it must not end the process.
  load.done.catch(() => {});
  return load;
}

/** What spans `first` to `first + spans` come to, by table or operation. */
export function expectedCounts({ first = 0, spans }: { first?: number; spans: number }): Counts {
  const counts = new Map<string, number>();
  for (let index = first; index < first + spans; index++) {
    const operation = operationOf(index, OPERATIONS);
    if (operation !== undefined) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function accepted(url: string, body: Uint8Array): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/traces`, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-protobuf" },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    if (response.ok) return true;
    if (RETRYABLE.has(response.status)) return false;
    throw new RefusedForGood(`the receiver answered ${response.status}: ${text.slice(0, 200)}`);
  } catch (error) {
    if (error instanceof RefusedForGood) throw error;
    return false;
  }
}

class RefusedForGood extends Error {
  override name = "RefusedForGood";
}

async function until(timeMs: number): Promise<void> {
  const restMs = timeMs - Date.now();
  if (restMs > 0) await pause(restMs);
}
