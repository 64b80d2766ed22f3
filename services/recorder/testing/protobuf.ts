const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** A protobuf message, field by field: just enough to be an OTLP client. */
export class ProtobufMessage {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  bytes(field: number, value: Uint8Array): this {
    return this.#add(varint(field * 8 + BYTES))
      .#add(varint(value.length))
      .#add(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value));
  }

  message(field: number, value: ProtobufMessage): this {
    return this.bytes(field, value.finish());
  }

  varint(field: number, value: number): this {
    return this.#add(varint(field * 8 + VARINT)).#add(varint(value));
  }

  fixed64(field: number, value: bigint): this {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigUInt64LE(value);
    return this.#add(varint(field * 8 + FIXED64)).#add(bytes);
  }

  double(field: number, value: number): this {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeDoubleLE(value);
    return this.#add(varint(field * 8 + FIXED64)).#add(bytes);
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }

  #add(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
