import { MalformedOtlp } from "./malformed.ts";
import type { WireReader } from "./wire-reader.ts";

/** OTLP's AnyValue as a plain value; undefined: empty, or bytes, which are never stored. */
export type AnyValue =
  string | number | bigint | boolean | undefined | AnyValue[] | { [key: string]: AnyValue };

const DEEPEST_VALUE = 16;

/** Reads from the reader's place up to `end`. Throws MalformedOtlp for values nested deeper than 16. */
export function readAnyValue(reader: WireReader, end: number, depth = 0): AnyValue {
  if (depth > DEEPEST_VALUE) throw reader.malformed(`values nested deeper than ${DEEPEST_VALUE}`);
  let value: AnyValue;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 0x0a) {
      const to = reader.end(end);
      value = reader.text(reader.at, to);
      reader.at = to;
    } else if (tag === 0x10) value = reader.varint() !== 0;
    else if (tag === 0x18) value = reader.int64();
    else if (tag === 0x21) value = reader.double();
    else if (tag === 0x2a) value = readArray(reader, reader.end(end), depth);
    else if (tag === 0x32) value = readPairs(reader, reader.end(end), depth);
    else reader.skip(tag, end);
  }
  reader.finish(end);
  return value;
}

function readArray(reader: WireReader, end: number, depth: number): AnyValue[] {
  const values: AnyValue[] = [];
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 0x0a) values.push(readAnyValue(reader, reader.end(end), depth + 1));
    else reader.skip(tag, end);
  }
  reader.finish(end);
  return values;
}

function readPairs(reader: WireReader, end: number, depth: number): { [key: string]: AnyValue } {
  const pairs: [string, AnyValue][] = [];
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 0x0a) pairs.push(readPair(reader, reader.end(end), depth + 1));
    else reader.skip(tag, end);
  }
  reader.finish(end);
  return Object.fromEntries(pairs);
}

/** A KeyValue message. */
export function readPair(reader: WireReader, end: number, depth = 0): [string, AnyValue] {
  let key = "";
  let value: AnyValue;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 0x0a) {
      const to = reader.end(end);
      key = reader.text(reader.at, to);
      reader.at = to;
    } else if (tag === 0x12) value = readAnyValue(reader, reader.end(end), depth);
    else reader.skip(tag, end);
  }
  reader.finish(end);
  return [key, value];
}

/** Throws MalformedOtlp for what is no AnyValue of OTLP's JSON. */
export function anyValueOfJson(json: unknown, where: string, depth = 0): AnyValue {
  if (depth > DEEPEST_VALUE) throw new MalformedOtlp(`${where}: values nested deeper than ${DEEPEST_VALUE}`);
  if (json === undefined || json === null) return undefined;
  if (typeof json !== "object")
    throw new MalformedOtlp(`${where}: a value is an object such as {"stringValue":"…"}`);
  const value = json as Record<string, unknown>;
  if (typeof value["stringValue"] === "string") return value["stringValue"];
  if (typeof value["boolValue"] === "boolean") return value["boolValue"];
  if (value["intValue"] !== undefined && value["intValue"] !== null)
    return intOfJson(value["intValue"], where);
  if (value["doubleValue"] !== undefined && value["doubleValue"] !== null)
    return doubleOfJson(value["doubleValue"], where);
  if (value["arrayValue"]) {
    return listOf(value["arrayValue"], where).map((inner) => anyValueOfJson(inner, where, depth + 1));
  }
  if (value["kvlistValue"])
    return Object.fromEntries(pairsOfJson(listOf(value["kvlistValue"], where), where, depth + 1));
  return undefined;
}

function listOf(holder: unknown, where: string): unknown[] {
  const values = (holder as { values?: unknown }).values ?? [];
  if (!Array.isArray(values)) throw new MalformedOtlp(`${where}: values is no array`);
  return values;
}

/** KeyValues of OTLP's JSON. */
export function pairsOfJson(json: unknown, where: string, depth = 0): [string, AnyValue][] {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) throw new MalformedOtlp(`${where} is no array`);
  return json.map((pair: unknown) => {
    if (typeof pair !== "object" || pair === null) throw new MalformedOtlp(`${where}: not a key and a value`);
    const { key = "", value } = pair as { key?: unknown; value?: unknown };
    if (typeof key !== "string") throw new MalformedOtlp(`${where}: a key is no string`);
    return [key, anyValueOfJson(value, `${where}.${key.slice(0, 64)}`, depth)];
  });
}

/** int64 in JSON: a decimal string or a number; from protobuf also a bigint. */
export function intOfJson(json: unknown, where: string): number | bigint {
  if (typeof json === "bigint") return json;
  if (typeof json === "number" && Number.isInteger(json)) return json;
  if (typeof json === "string" && /^-?\d{1,20}$/.test(json)) {
    const number = Number(json);
    return Number.isSafeInteger(number) ? number : BigInt(json);
  }
  throw new MalformedOtlp(`${where}: not an integer`);
}

const NAMED_DOUBLES = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

export function doubleOfJson(json: unknown, where: string): number {
  if (typeof json === "number") return json;
  if (typeof json === "string") {
    const number = NAMED_DOUBLES.get(json) ?? (json.trim() === "" ? NaN : Number(json));
    if (!Number.isNaN(number) || json === "NaN") return number;
  }
  throw new MalformedOtlp(`${where}: not a number`);
}
