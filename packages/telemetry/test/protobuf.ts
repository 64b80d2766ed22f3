/** Just enough of protobuf to read OTLP in a test, independent of the code that writes it. */
export type Field = bigint | Uint8Array;

/** Field number → its values, in order. Fixed64 comes as bigint. */
export function fieldsOf(bytes: Uint8Array): Map<number, Field[]> {
  const fields = new Map<number, Field[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const read = (wireType: number): Field => {
    if (wireType === 0) return varint();
    if (wireType === 1) return view.getBigUint64((at += 8) - 8, true);
    if (wireType === 5) return BigInt(view.getUint32((at += 4) - 4, true));
    if (wireType !== 2) throw new Error(`wire type ${wireType}`);
    const length = Number(varint());
    return bytes.subarray(at, (at += length));
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const value = read(tag & 7);
    const there = fields.get(tag >> 3);
    if (there === undefined) fields.set(tag >> 3, [value]);
    else there.push(value);
  }
  return fields;
}

export function messages(fields: Map<number, Field[]>, number: number): Map<number, Field[]>[] {
  return (fields.get(number) ?? []).map((field) => fieldsOf(field as Uint8Array));
}

export function text(fields: Map<number, Field[]>, number: number): string {
  const [field] = fields.get(number) ?? [];
  return field === undefined ? "" : new TextDecoder().decode(field as Uint8Array);
}

export function hex(fields: Map<number, Field[]>, number: number): string {
  const [field] = fields.get(number) ?? [];
  return field === undefined ? "" : Buffer.from(field as Uint8Array).toString("hex");
}

export function integer(fields: Map<number, Field[]>, number: number): bigint {
  return (fields.get(number)?.[0] as bigint | undefined) ?? 0n;
}

export function double(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}
