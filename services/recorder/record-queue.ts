import type { LogRecord, RecordBatch } from "@mystocks/bus";
import type { Outcome } from "./decode-record.ts";
import { sizeOf, type Input } from "./intake.ts";
import { judgeArrival } from "./judge-arrival.ts";
import { RecordGroup } from "./record-group.ts";
import type { Room } from "./room.ts";

export interface RecordQueueParts {
  room: Room;
  /** Bytes of one partition in memory at most. */
  mostBytes: number;
  /** Where the source stands. */
  next: number;
  /** It never stored anything: any offset is a beginning. */
  isNew: boolean;
  decode: (record: LogRecord) => Outcome;
  now: () => number;
  /** Fetches the partition from here on. */
  seek: (next: number) => void;
  onRecreated: () => void;
}

interface Entry {
  record: LogRecord;
  bytes: number;
  arrivedAtMs: number;
}

const OVERHEAD_BYTES = 256;
/** Of a span, sample or log event in a record: only for the guess whether it is worth waiting for more. */
const TYPICAL_BYTES = 400;

/**
 * Records of one partition that wait for its writer, as bytes: they are decoded when their commit begins, so that a
 * store that is away holds no more memory than the bytes.
 * The source stands at #head, then come #taken (with the writer), #waiting, and what is fetched from #tail on.
 */
export class RecordQueue implements Input {
  readonly #parts: RecordQueueParts;
  readonly #taken = new Set<Entry>();
  #waiting: Entry[] = [];
  #bytes = 0;
  #head: number;
  #tail: number | undefined;
  #doubted: number | undefined;
  /** Counts what makes records that are on their way here worthless. */
  #turns = 0;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(parts: RecordQueueParts) {
    this.#parts = parts;
    this.#head = parts.next;
    this.#tail = parts.isNew ? undefined : parts.next;
  }

  get length(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get records(): number {
    return Math.ceil(this.#bytes / TYPICAL_BYTES);
  }

  get oldestMs(): number | undefined {
    return this.#waiting[0]?.arrivedAtMs;
  }

  /** Kafka's time of the oldest record that is not stored. */
  get oldestRecordMs(): number | undefined {
    const [first = this.#waiting[0]] = this.#taken;
    return first?.record.timestampMs;
  }

  changed(): Promise<void> {
    return new Promise((wake) => (this.#wake = wake));
  }

  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Resolves when all of it has room here: until then nothing more is fetched. */
  async fill(batch: RecordBatch): Promise<void> {
    if (this.#closed) return;
    const arrival = judgeArrival(batch, this.#tail, this.#doubted);
    if (arrival.kind === "known") return;
    if (arrival.kind === "doubtful") {
      this.#doubted = this.#tail;
      this.#parts.seek(this.#tail!);
      return;
    }
    if (arrival.kind === "recreated") this.#parts.onRecreated();
    const turn = this.#turns;
    for (const record of arrival.records) {
      const bytes = bytesOf(record);
      while (!this.#hasRoom(bytes)) {
        await this.#parts.room.changed();
        if (turn !== this.#turns) return;
      }
      this.#add({ record, bytes, arrivedAtMs: this.#parts.now() });
    }
  }

  take(mostRecords: number): RecordGroup {
    const entries: Entry[] = [];
    const items = [];
    for (let records = 0; entries.length < this.#waiting.length && records < mostRecords;) {
      const entry = this.#waiting[entries.length]!;
      const outcome = this.#parts.decode(entry.record);
      records += Math.max(1, "intake" in outcome ? sizeOf(outcome.intake) : 0);
      entries.push(entry);
      items.push({ record: entry.record, outcome, settle: () => this.#settle(entry) });
    }
    this.#waiting.splice(0, entries.length);
    for (const entry of entries) this.#taken.add(entry);
    return new RecordGroup(this.#head, items);
  }

  giveBack(): void {
    this.#waiting.unshift(...this.#taken);
    this.#taken.clear();
  }

  standAt(next: number): void {
    const isWithin = next >= this.#head && next <= (this.#tail ?? next);
    this.#drop(({ record }) => !isWithin || Number(record.offset) < next);
    this.#head = next;
    if (isWithin) return;
    this.#turns += 1;
    this.#tail = next;
    this.#parts.seek(next);
    this.#parts.room.wake();
  }

  /** What waits is forgotten: the store knows where the next owner has to begin. */
  close(): void {
    this.#closed = true;
    this.#turns += 1;
    this.#drop(() => true);
    this.#parts.room.wake();
    this.wake();
  }

  #hasRoom(bytes: number): boolean {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#parts.mostBytes) return false;
    return this.#parts.room.take(bytes);
  }

  #add(entry: Entry): void {
    this.#bytes += entry.bytes;
    this.#tail = Number(entry.record.offset) + 1;
    this.#doubted = undefined;
    this.#waiting.push(entry);
    this.wake();
  }

  #settle(entry: Entry): void {
    if (!this.#taken.delete(entry)) return;
    this.#head = Number(entry.record.offset) + 1;
    this.#release(entry);
  }

  #drop(isStale: (entry: Entry) => boolean): void {
    for (const entry of this.#taken)
      if (isStale(entry)) {
        this.#taken.delete(entry);
        this.#release(entry);
      }
    const stale = this.#waiting.filter(isStale);
    this.#waiting = this.#waiting.filter((entry) => !isStale(entry));
    for (const entry of stale) this.#release(entry);
  }

  #release({ bytes }: Entry): void {
    this.#bytes -= bytes;
    this.#parts.room.give(bytes);
  }
}

const bytesOf = ({ value }: LogRecord) => (value?.length ?? 0) + OVERHEAD_BYTES;
