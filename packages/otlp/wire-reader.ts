import { MalformedOtlp } from "./malformed.ts";

export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
const FIXED32 = 5;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Protobuf's wire format over one body. Whatever the bytes say, it reads forward only and never past the
 * end; what is no protobuf throws MalformedOtlp.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;

  constructor(body: Uint8Array) {
    // Views of a Buffer would be Buffers, which take twice as long to make.
    this.bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** Field number × 8 + wire type. */
  tag(): number {
    const { bytes, at } = this;
    if (at < bytes.length) {
      const byte = bytes[at]!;
      if (byte >= 8 && byte < 0x80) {
        this.at = at + 1;
        return byte;
      }
    }
    const tag = this.varint();
    if (tag < 8 || tag > 0xffff_ffff) throw this.malformed("a field number that is none");
    return tag;
  }

  /** Unsigned, up to 2^53; what is larger (a negative int32 is) comes out rounded. */
  varint(): number {
    const { bytes, at } = this;
    if (at < bytes.length) {
      const byte = bytes[at]!;
      if (byte < 0x80) {
        this.at = at + 1;
        return byte;
      }
    }
    return this.#longVarint();
  }

  #longVarint(): number {
    const { bytes } = this;
    let value = 0;
    let scale = 1;
    for (let read = 0; read < 10; read++) {
      if (this.at >= bytes.length) throw this.malformed("ends inside a number");
      const byte = bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw this.malformed("a number of more than 10 bytes");
  }

  /** int64, exact: a number where it is safe, else a bigint. */
  int64(): number | bigint {
    const start = this.at;
    const near = this.varint();
    if (near <= Number.MAX_SAFE_INTEGER) return near;
    let value = 0n;
    for (let at = start; at < this.at; at++)
      value |= BigInt(this.bytes[at]! & 0x7f) << BigInt(7 * (at - start));
    const signed = BigInt.asIntN(64, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  fixed64(): bigint {
    const at = this.#take(8);
    return this.view.getBigUint64(at, true);
  }

  sfixed64(): bigint {
    const at = this.#take(8);
    return this.view.getBigInt64(at, true);
  }

  double(): number {
    const at = this.#take(8);
    return this.view.getFloat64(at, true);
  }

  fixed32(): number {
    const at = this.#take(4);
    return this.view.getUint32(at, true);
  }

  /** Length prefix of what follows; where that ends. */
  end(limit: number): number {
    const length = this.varint();
    const end = this.at + length;
    if (end > limit) throw this.malformed(`a field of ${length} bytes where ${limit - this.at} are left`);
    return end;
  }

  /** A view of the body, not a copy. */
  slice(end: number): Uint8Array {
    const { at } = this;
    this.at = end;
    return this.bytes.subarray(at, end);
  }

  text(from: number, to: number): string {
    try {
      return utf8.decode(this.bytes.subarray(from, to));
    } catch {
      throw new MalformedOtlp(`byte ${from}: text that is not UTF-8`);
    }
  }

  skip(tag: number, limit: number): void {
    switch (tag & 7) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.#take(8);
        return;
      case LENGTH:
        this.at = this.end(limit);
        return;
      case FIXED32:
        this.#take(4);
        return;
      default:
        throw this.malformed(`wire type ${tag & 7}, which OTLP never uses`);
    }
  }

  /** Skips a field, which must not be one of those known by another wire type. */
  skipUnknown(tag: number, limit: number, known: ReadonlySet<number>): void {
    if (known.has(tag >>> 3)) throw this.malformed(`field ${tag >>> 3} with wire type ${tag & 7}`);
    this.skip(tag, limit);
  }

  /** Throws when a field took more bytes than its message has. */
  finish(end: number): void {
    if (this.at !== end) throw this.malformed("a field that is longer than its message");
  }

  malformed(problem: string): MalformedOtlp {
    return new MalformedOtlp(`byte ${Math.min(this.at, this.length)}: ${problem}`);
  }

  #take(size: number): number {
    const { at } = this;
    if (at + size > this.bytes.length) throw this.malformed("ends inside a number");
    this.at = at + size;
    return at;
  }
}
