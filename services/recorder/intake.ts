import type { LogRecord, SampleRecord, SpanRecord } from "@mystocks/otlp";
import type { Refusals } from "./admission.ts";

/** What one request brought, decoded: it is stored whole or not at all. */
export interface Intake {
  spans: readonly SpanRecord[];
  samples: readonly SampleRecord[];
  logs: readonly LogRecord[];
  /** Records of the request that are not stored. */
  refused: Refusals;
  arrivedAtMs: number;
}

interface Waiting {
  intake: Intake;
  done: () => void;
  failed: (error: Error) => void;
}

export interface Group {
  intakes: readonly Intake[];
  settle(error?: Error): void;
  /** Two groups of half the intakes each; undefined for a single one. */
  split(): [Group, Group] | undefined;
}

/** Requests that wait for the next commit, in the order of their arrival. */
export class IntakeQueue {
  readonly #waiting: Waiting[] = [];
  #wake: (() => void) | undefined;

  get length(): number {
    return this.#waiting.length;
  }

  /** Spans, samples and log events. */
  get records(): number {
    return this.#waiting.reduce((sum, { intake }) => sum + sizeOf(intake), 0);
  }

  get oldestMs(): number | undefined {
    return this.#waiting[0]?.intake.arrivedAtMs;
  }

  /** Resolves when the intake is committed; rejects when it is certain that the client must act. */
  add(intake: Intake): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ intake, done, failed });
      this.wake();
    });
  }

  /** Resolves at the next `add` or `wake`. */
  changed(): Promise<void> {
    return new Promise((wake) => (this.#wake = wake));
  }

  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Takes intakes from the front up to so many records, but at least one when there is one. */
  take(mostRecords: number): Group {
    let records = 0;
    let count = 0;
    for (const { intake } of this.#waiting) {
      records += sizeOf(intake);
      if (count > 0 && records > mostRecords) break;
      count += 1;
    }
    return groupOf(this.#waiting.splice(0, count));
  }
}

function groupOf(waiting: readonly Waiting[]): Group {
  return {
    intakes: waiting.map(({ intake }) => intake),
    settle(error) {
      for (const { done, failed } of waiting) {
        if (error === undefined) done();
        else failed(error);
      }
    },
    split() {
      if (waiting.length < 2) return undefined;
      const half = waiting.length >> 1;
      return [groupOf(waiting.slice(0, half)), groupOf(waiting.slice(half))];
    },
  };
}

function sizeOf({ spans, samples, logs }: Intake): number {
  return spans.length + samples.length + logs.length;
}
