import type { FaultLog, Logger } from "@mystocks/runtime";
import { kindOfFailure, rejected, storeAway } from "./commit-failure.ts";
import type { Batch } from "./batch.ts";
import type { Group, Input } from "./intake.ts";
import type { PartitionMaker } from "./partition-maker.ts";
import type { SourceHead } from "./source-head.ts";
import type { RecorderCounters } from "./stats.ts";
import type { Turns } from "./turns.ts";

export interface WriterParts {
  input: Input;
  head: SourceHead;
  /** Commits of several writers at once. */
  turns: Turns;
  partitions: PartitionMaker;
  counters: RecorderCounters;
  faults: FaultLog;
  log: Logger;
  now: () => number;
  /** Records of one commit at most. */
  mostRecords: number;
  /** Commits of fewer records than this are at least `lingerMs` apart, since each adds a row an operation. */
  fewRecords: number;
  lingerMs: number;
  /** How long a request waits for a store that is away. What an input takes back waits for ever. */
  patienceMs: number;
  onCommitted?: (group: Group, batch: Batch) => void;
}

const STORE_AWAY = "the monitoring store does not take commits";
const MOVED = "another recorder writes the same source; its position is read again";
const RETRY_MS = 200;

/** done: it is stored, or nothing more can be done for it. again: the input may take it back and try later. */
type Ending = "done" | "again";

/**
 * The one writer of a source: takes what waits, commits it, again. What comes during a commit waits for the next
 * one, so commits grow with the load.
 */
export class Writer {
  readonly #parts: WriterParts;
  readonly #stopped = new AbortController();
  readonly #abandoned = new AbortController();
  readonly #loop: Promise<void>;
  /** performance.now() at the end of the last commit. */
  #committedAt = -Infinity;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#loop = this.#run();
  }

  /** Commits what waits, then ends. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#parts.input.wake();
    await this.#loop;
  }

  /** Leaves what waits to the next owner and resolves when a commit that runs has ended, which is not tried again. */
  async abandon(): Promise<void> {
    this.#abandoned.abort();
    await this.stop();
  }

  get #isOver(): boolean {
    if (this.#abandoned.signal.aborted) return true;
    return this.#stopped.signal.aborted && this.#parts.input.length === 0;
  }

  async #run(): Promise<void> {
    const { input, turns } = this.#parts;
    while (!this.#isOver) {
      if (input.length === 0) await input.changed();
      else {
        await this.#linger();
        const ending = await turns.run(() => this.#commitNext());
        this.#committedAt = performance.now();
        if (ending === "again") await pause(RETRY_MS, this.#stopped.signal);
      }
    }
  }

  /**
   * What comes after a rest goes almost at once: a tenth of the wait lets the other requests of the same moment join
   * it. Only what follows it closely waits, so that commits are never more frequent than they may be.
   */
  async #linger(): Promise<void> {
    const { input, fewRecords, lingerMs, now } = this.#parts;
    const waitedMs = Math.max(0, now() - (input.oldestMs ?? 0));
    const until = Math.max(this.#committedAt + lingerMs, performance.now() + lingerMs / 10 - waitedMs);
    while (input.records < fewRecords && !this.#stopped.signal.aborted) {
      const restMs = until - performance.now();
      if (restMs <= 0) return;
      const timer = setTimeout(() => input.wake(), restMs);
      await input.changed();
      clearTimeout(timer);
    }
  }

  async #commitNext(): Promise<Ending> {
    const { input, mostRecords } = this.#parts;
    if (input.length === 0 || this.#abandoned.signal.aborted) return "done";
    if (input.giveBack !== undefined && !(await this.#storeAnswers())) return "again";
    const group = input.take(mostRecords);
    const ending = await this.#commit(group);
    if (ending === "again") input.giveBack?.(group);
    return ending;
  }

  /** Asked before anything is decoded, which would be in vain as long as the store is away. */
  async #storeAnswers(): Promise<boolean> {
    const { head, faults, counters } = this.#parts;
    try {
      await head.next();
      return true;
    } catch (error) {
      counters.commitFailures += 1;
      faults.fault(STORE_AWAY, error);
      return false;
    }
  }

  async #commit(group: Group): Promise<Ending> {
    const { faults, counters, input, head } = this.#parts;
    for (let partitioned = false; ;) {
      try {
        await this.#store(group);
        return "done";
      } catch (error) {
        counters.commitFailures += 1;
        head.doubt();
        const kind = kindOfFailure(error);
        if (kind === "rejected" || (kind === "unpartitioned" && partitioned))
          return this.#reject(group, error);
        if (kind === "unpartitioned" && (await this.#parts.partitions.make())) {
          partitioned = true;
          continue;
        }
        if (kind === "moved") faults.fault(MOVED, undefined);
        else faults.fault(STORE_AWAY, error);
        if (input.giveBack !== undefined && (kind !== "moved" || this.#abandoned.signal.aborted))
          return "again";
        if (!this.#mayWait(group)) {
          group.settle(storeAway(error));
          return "done";
        }
        if (kind !== "moved") await pause(RETRY_MS, this.#abandoned.signal);
      }
    }
  }

  async #store(group: Group): Promise<void> {
    const { head, input, faults, onCommitted } = this.#parts;
    const next = await head.next();
    const placing = group.placeAt(next);
    if (placing.state === "here") {
      const batch = await head.commit(placing);
      faults.healed(STORE_AWAY);
      faults.healed(MOVED);
      onCommitted?.(placing.group, batch);
      group.settle();
      return;
    }
    if (placing.state === "stored") group.settle();
    input.standAt?.(next);
  }

  #mayWait(group: Group): boolean {
    const { patienceMs, now, input } = this.#parts;
    if (input.giveBack !== undefined) return true;
    return now() - group.intakes[0]!.arrivedAtMs < patienceMs && !this.#stopped.signal.aborted;
  }

  /** One request or record that can't be stored must not take the others of its group with it. */
  async #reject(group: Group, error: unknown): Promise<Ending> {
    for (const half of group.split() ?? []) if ((await this.#commit(half)) === "again") return "again";
    if (group.split() !== undefined) return "done";
    this.#parts.log.error({ err: error }, "the store refused a record or request for good");
    const deadLetter = group.putAside((error as Error).message);
    if (deadLetter !== undefined) return this.#commit(deadLetter);
    group.settle(rejected(error));
    return "done";
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
