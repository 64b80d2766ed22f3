import type { JsonObject } from "./json-body.ts";
import { FIXED64, LENGTH, VARINT } from "./wire-reader.ts";
import type { WireReader } from "./wire-reader.ts";

type Scalar = "text" | "bytes" | "bool" | "int" | "uint" | "sint" | "fixed64" | "sfixed64" | "double";

/** A field to read, under its name in OTLP's JSON. What a message has no field for is skipped. */
export interface Field {
  name: string;
  type: Scalar | (() => Message);
  repeated?: boolean;
}

/** By field number. */
export type Message = Readonly<Record<number, Field>>;

const DEEPEST_MESSAGE = 48;

const WIRE_TYPE: Record<Scalar, number> = {
  text: LENGTH,
  bytes: LENGTH,
  bool: VARINT,
  int: VARINT,
  uint: VARINT,
  sint: VARINT,
  fixed64: FIXED64,
  sfixed64: FIXED64,
  double: FIXED64,
};

/**
 * Reads a message in the shape of OTLP's JSON, so that one builder serves both encodings; integers may be
 * bigints and ids bytes. For metrics and logs; spans, of which there are most, have a reader without detour.
 */
export function readMessage(reader: WireReader, end: number, message: Message, depth = 0): JsonObject {
  if (depth > DEEPEST_MESSAGE) throw reader.malformed(`messages nested deeper than ${DEEPEST_MESSAGE}`);
  const read: JsonObject = {};
  while (reader.at < end) {
    const tag = reader.tag();
    const field = message[tag >>> 3];
    if (field === undefined) reader.skip(tag, end);
    else readField(reader, tag & 7, end, field, read, depth);
  }
  reader.finish(end);
  return read;
}

function readField(
  reader: WireReader,
  wireType: number,
  end: number,
  { name, type, repeated = false }: Field,
  into: JsonObject,
  depth: number,
): void {
  if (typeof type === "function") {
    if (wireType !== LENGTH) throw wrongType(reader, name, wireType);
    keep(into, name, repeated, readMessage(reader, reader.end(end), type(), depth + 1));
  } else if (wireType === WIRE_TYPE[type]) keep(into, name, repeated, readScalar(reader, type, end));
  else if (repeated && wireType === LENGTH) {
    const to = reader.end(end);
    while (reader.at < to) keep(into, name, true, readScalar(reader, type, to));
    reader.finish(to);
  } else throw wrongType(reader, name, wireType);
}

function keep(into: JsonObject, name: string, repeated: boolean, value: unknown): void {
  if (!repeated) into[name] = value;
  else if (into[name] === undefined) into[name] = [value];
  else (into[name] as unknown[]).push(value);
}

function readScalar(reader: WireReader, type: Scalar, limit: number): unknown {
  switch (type) {
    case "text":
      return readText(reader, limit);
    case "bytes":
      return reader.slice(reader.end(limit));
    case "bool":
      return reader.varint() !== 0;
    case "int":
      return reader.int64();
    case "uint":
      return reader.varint();
    case "sint":
      return zigzag(reader.varint());
    case "fixed64":
      return reader.fixed64();
    case "sfixed64":
      return reader.sfixed64();
    case "double":
    default:
      return reader.double();
  }
}

function readText(reader: WireReader, limit: number): string {
  const end = reader.end(limit);
  const text = reader.text(reader.at, end);
  reader.at = end;
  return text;
}

function zigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function wrongType(reader: WireReader, name: string, wireType: number) {
  return reader.malformed(`${name} with wire type ${wireType}`);
}
