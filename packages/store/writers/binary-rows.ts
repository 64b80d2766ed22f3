import type { ChunkPool } from "./chunk-pool.ts";

const HEADER = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const TRAILER_BYTES = 2;
/** Microseconds from 1970 to 2000, where PostgreSQL's timestamps begin. */
const EPOCH_2000_MS = 946_684_800_000;

/**
 * Rows in the format of COPY … WITH (FORMAT binary). Fields follow each other in the order of the columns; a
 * wrong number of fields is only noticed by PostgreSQL.
 */
export class BinaryRows {
  readonly #chunks: ChunkPool;
  readonly #send: (chunk: Buffer, length: number) => void;
  #chunk: Buffer;
  #view: DataView;
  #at = 0;

  /** `send` takes the first `length` bytes of each chunk when it is full; the last one comes with `finish`. */
  constructor(chunks: ChunkPool, send: (chunk: Buffer, length: number) => void) {
    this.#chunks = chunks;
    this.#send = send;
    this.#chunk = chunks.take(HEADER.length);
    this.#view = viewOf(this.#chunk);
    this.#at = HEADER.copy(this.#chunk);
  }

  /** Begins a row of so many fields. */
  row(fields: number): void {
    this.#reserve(2);
    this.#view.setInt16(this.#at, fields);
    this.#at += 2;
  }

  null(): void {
    this.#length(-1, 0);
  }

  boolean(value: boolean): void {
    this.#length(1, 1);
    this.#chunk[this.#at++] = value ? 1 : 0;
  }

  int16(value: number): void {
    this.#length(2, 2);
    this.#view.setInt16(this.#at, value);
    this.#at += 2;
  }

  int32(value: number): void {
    this.#length(4, 4);
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  int64(value: bigint): void {
    this.#length(8, 8);
    this.#view.setBigInt64(this.#at, value);
    this.#at += 8;
  }

  /** A whole number within ±2^53. */
  int64Number(value: number): void {
    this.#length(8, 8);
    this.#view.setInt32(this.#at, Math.floor(value / 2 ** 32));
    this.#view.setInt32(this.#at + 4, value | 0);
    this.#at += 8;
  }

  /** bytea, and fixed-length types that are the same bytes: uuid, or int8 from 8 big-endian bytes. */
  bytes(value: Uint8Array): void {
    const { length } = value;
    this.#length(length, length);
    // A short copy is cheaper as a loop than as a call into the runtime.
    if (length > 32) this.#chunk.set(value, this.#at);
    else for (let i = 0; i < length; i++) this.#chunk[this.#at + i] = value[i]!;
    this.#at += length;
  }

  text(value: string): void {
    this.#text(value, undefined);
  }

  /** JSON text that jsonb takes. */
  jsonb(text: string): void {
    this.#text(text, 1);
  }

  timestamp(unixMs: number): void {
    this.int64Number((unixMs - EPOCH_2000_MS) * 1000);
  }

  /** numeric of a whole number from 0. */
  numeric(value: bigint): void {
    const digits: number[] = [];
    for (let rest = value; rest > 0n; rest /= 10_000n) digits.unshift(Number(rest % 10_000n));
    const weight = Math.max(0, digits.length - 1);
    while (digits.at(-1) === 0) digits.pop();
    this.#length(8 + 2 * digits.length, 8 + 2 * digits.length);
    for (const word of [digits.length, weight, 0, 0, ...digits]) {
      this.#view.setInt16(this.#at, word);
      this.#at += 2;
    }
  }

  /** After the last row. */
  finish(): void {
    this.#reserve(TRAILER_BYTES);
    this.#view.setInt16(this.#at, -1);
    this.#at += TRAILER_BYTES;
    this.#send(this.#chunk, this.#at);
  }

  #length(value: number, bytes: number): void {
    this.#reserve(4 + bytes);
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  #text(value: string, version: number | undefined): void {
    this.#reserve(5 + value.length * 3);
    const start = this.#at;
    this.#at += 4;
    if (version !== undefined) this.#chunk[this.#at++] = version;
    this.#at += this.#chunk.write(value, this.#at, "utf8");
    this.#view.setInt32(start, this.#at - start - 4);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#chunk.length) return;
    this.#send(this.#chunk, this.#at);
    this.#chunk = this.#chunks.take(bytes);
    this.#view = viewOf(this.#chunk);
    this.#at = 0;
  }
}

function viewOf(chunk: Buffer): DataView {
  return new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
}
