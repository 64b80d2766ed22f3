import { sizeOf, type Group, type Input, type Intake } from "./intake.ts";

interface Waiting {
  intake: Intake;
  bytes: number;
  done: () => void;
  failed: (error: Error) => void;
}

/** Requests that wait for the next commit, in the order of their arrival. */
export class IntakeQueue implements Input {
  readonly #waiting: Waiting[] = [];
  #wake: (() => void) | undefined;

  get length(): number {
    return this.#waiting.length;
  }

  get records(): number {
    return this.#waiting.reduce((sum, { intake }) => sum + sizeOf(intake), 0);
  }

  /** Of the bodies, decompressed. */
  get bytes(): number {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get oldestMs(): number | undefined {
    return this.#waiting[0]?.intake.arrivedAtMs;
  }

  /** Resolves when the intake, decoded from so many bytes, is committed; rejects when it is certain that the client must act. */
  add(intake: Intake, bytes: number): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ intake, bytes, done, failed });
      this.wake();
    });
  }

  changed(): Promise<void> {
    return new Promise((wake) => (this.#wake = wake));
  }

  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

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

/** The source of requests counts them: whatever another owner did, they come after it. */
function groupOf(waiting: readonly Waiting[]): Group {
  const group: Group = {
    intakes: waiting.map(({ intake }) => intake),
    deadLetters: [],
    placeAt: (next) => ({ state: "here", group, next: next + waiting.length, missing: 0 }),
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
    putAside: () => undefined,
  };
  return group;
}
