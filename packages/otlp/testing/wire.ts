/** Protobuf by hand, for bodies no encoder makes. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 0x80);
  return Uint8Array.of(...bytes, rest);
}

export function varintField(field: number, value: number): Uint8Array {
  return joined(varint(field * 8), varint(value));
}

export function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return joined(varint(field * 8 + 2), varint(bytes.length), bytes);
}

export function fixed64Field(field: number, value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return joined(varint(field * 8 + 1), bytes);
}

export function doubleField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joined(varint(field * 8 + 1), bytes);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
