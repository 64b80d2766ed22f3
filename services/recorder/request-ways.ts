import type { Lifecycle } from "@mystocks/runtime";
import type { RecordSignal } from "@mystocks/store";
import type { Intake } from "./intake.ts";
import { IntakeQueue } from "./intake-queue.ts";
import { openSourceHead, type HeadParts, type SourceHead } from "./source-head.ts";
import type { ObservedSource } from "./source-stats.ts";
import { Turns } from "./turns.ts";
import { Writer, type WriterParts } from "./writer.ts";

export interface RequestWaysParts {
  headParts: HeadParts;
  writing: Omit<WriterParts, "input" | "head" | "turns">;
  /** Number of this recorder among those that take OTLP over HTTP. */
  instance: number;
}

interface RequestWay {
  head: SourceHead;
  queue: IntakeQueue;
}

/** Spans have the name that all signals had once: what was committed under it and not published goes out. */
const SOURCES = {
  spans: "otlp-http",
  samples: "otlp-http-metrics",
  logs: "otlp-http-logs",
} as const satisfies Record<RecordSignal, string>;
const PUBLISH_MS = 2000;

/**
 * What comes by HTTP, each signal a source with a queue and a writer of its own, as each is a topic of Kafka: a span
 * waits for no commit of a second's metrics. Metrics and logs commit in turn, so that two connections are enough.
 */
export class RequestWays {
  readonly #ways: Record<RecordSignal, RequestWay>;

  private constructor(ways: Record<RecordSignal, RequestWay>) {
    this.#ways = ways;
  }

  static async open(parts: RequestWaysParts, life: Lifecycle): Promise<RequestWays> {
    const ofOthers = new Turns(1);
    return new RequestWays({
      spans: await openWay("spans", new Turns(1), parts, life),
      samples: await openWay("samples", ofOthers, parts, life),
      logs: await openWay("logs", ofOthers, parts, life),
    });
  }

  /** Requests that wait for a commit. */
  get length(): number {
    return this.#sum(({ queue }) => queue.length);
  }

  /** Spans, samples and log events that wait. */
  get records(): number {
    return this.#sum(({ queue }) => queue.records);
  }

  /** Resolves when the intake, decoded from so many bytes, is committed; rejects when its sender must act. */
  add(intake: Intake, bytes: number): Promise<void> {
    return this.#ways[intake.signal].queue.add(intake, bytes);
  }

  observed(): ObservedSource[] {
    return Object.values(this.#ways).map(({ head, queue }) => ({
      head,
      queued: queue.length,
      queuedBytes: queue.bytes,
      oldestMs: queue.oldestMs,
      lag: undefined,
    }));
  }

  #sum(value: (way: RequestWay) => number): number {
    return Object.values(this.#ways).reduce((sum, way) => sum + value(way), 0);
  }
}

async function openWay(
  signal: RecordSignal,
  turns: Turns,
  { headParts, writing, instance }: RequestWaysParts,
  life: Lifecycle,
): Promise<RequestWay> {
  const head = await openSourceHead(headParts, { source: SOURCES[signal], partition: instance });
  life.onStop(`pulse relay of ${signal}`, () => head.close(PUBLISH_MS));
  const queue = new IntakeQueue();
  const writer = new Writer({ ...writing, turns, input: queue, head });
  life.onStop(`writer of ${signal}`, () => writer.stop());
  return { head, queue };
}
