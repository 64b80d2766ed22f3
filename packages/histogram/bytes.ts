/** Bytes that are not an encoded histogram; the message says what is wrong and where. */
export class MalformedHistogramError extends Error {
  override readonly name = "MalformedHistogramError";
}

/** Reads varints of up to 53 bits and doubles; throws MalformedHistogramError, never reads past the end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #start: number;
  readonly end: number;
  at: number;

  /** Of those from `start` up to and without `end`. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#start = start;
    this.end = end;
    this.at = start;
  }

  get ended(): boolean {
    return this.at >= this.end;
  }

  varint(): number {
    const { bytes } = this;
    if (this.at < this.end) {
      const byte = bytes[this.at]!;
      if (byte < 0x80) {
        this.at++;
        return byte;
      }
    }
    return this.#longVarint();
  }

  /** Goes there first. */
  varintAt(at: number): number {
    this.at = at;
    return this.varint();
  }

  double(): number {
    const { bytes, at } = this;
    if (at + 8 > this.end) throw this.malformed("ends inside a number");
    this.at += 8;
    return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0, true);
  }

  malformed(problem: string): MalformedHistogramError {
    return new MalformedHistogramError(
      `encoded histogram ${problem} (byte ${this.at - this.#start} of ${this.end - this.#start})`,
    );
  }

  #longVarint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (this.ended) throw this.malformed("ends inside a number");
      const byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      if (scale > 2 ** 49 || value > Number.MAX_SAFE_INTEGER) throw this.malformed("has a number above 2^53");
      if (byte < 0x80) return value;
    }
  }
}

/** Collects varints of up to 53 bits and doubles. */
export class ByteWriter {
  #bytes = new Uint8Array(192);
  #length = 0;

  varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  double(value: number): void {
    this.#room(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
