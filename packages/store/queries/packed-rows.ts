/** PostgreSQL's own binary forms count time from 2000-01-01, in microseconds. */
const EPOCH_2000_MS = 946_684_800_000;

/**
 * Reads rows that `string_agg(a_send(a) || b_send(b) || …, '')` packed into one value: a million rows come in a tenth
 * of the time that as many rows of a result take.
 */
export class PackedRows {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes have been read. */
  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Of timestamptz_send, in Unix milliseconds. */
  time(): number {
    return EPOCH_2000_MS + this.int8() / 1000;
  }

  /** Of int8send; exact up to 2^53. */
  int8(): number {
    const at = this.#at;
    this.#at += 8;
    return this.#view.getInt32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
  }

  int4(): number {
    const at = this.#at;
    this.#at += 4;
    return this.#view.getInt32(at);
  }

  float8(): number {
    const at = this.#at;
    this.#at += 8;
    return this.#view.getFloat64(at);
  }

  /** Of int4send(length(bytes)) || bytes. */
  bytes(): Uint8Array {
    const start = this.skipBytes();
    return this.#bytes.subarray(start, this.#at);
  }

  /** The same without a view of them: where they start; they end where this stands then. */
  skipBytes(): number {
    const length = this.int4();
    this.#at += length;
    return this.#at - length;
  }
}
