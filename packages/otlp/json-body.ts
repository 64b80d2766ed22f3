import { MalformedOtlp } from "./malformed.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

export type JsonObject = Record<string, unknown>;

/** Throws MalformedOtlp for what is no JSON object. */
export function parseJsonBody(body: Uint8Array): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(utf8.decode(body));
  } catch {
    throw new MalformedOtlp("the body is not JSON in UTF-8");
  }
  return objectOf(parsed, "the body");
}

function objectOf(json: unknown, where: string): JsonObject {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as JsonObject;
  throw new MalformedOtlp(`${where} is no object`);
}

/** A field that holds messages; absent or null: none. */
export function objectsOf(json: unknown, where: string): JsonObject[] {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) throw new MalformedOtlp(`${where} is no array`);
  return json.map((item) => objectOf(item, where));
}

export function optionalObject(json: unknown, where: string): JsonObject {
  return json === undefined || json === null ? {} : objectOf(json, where);
}

export function textOf(json: unknown, where: string): string {
  if (json === undefined || json === null) return "";
  if (typeof json === "string") return json;
  throw new MalformedOtlp(`${where} is no string`);
}

/** uint64 or fixed64: a decimal string or a number; from protobuf a bigint. */
export function unsignedOf(json: unknown, where: string): bigint {
  if (json === undefined || json === null) return 0n;
  if (typeof json === "bigint") return json;
  if (typeof json === "number" && Number.isInteger(json) && json >= 0 && json < 2 ** 64) return BigInt(json);
  if (typeof json === "string" && /^\d{1,20}$/.test(json)) {
    const value = BigInt(json);
    if (value < 2n ** 64n) return value;
  }
  throw new MalformedOtlp(`${where} is no unsigned 64-bit integer`);
}

export function enumOf(json: unknown, where: string): number {
  if (json === undefined || json === null) return 0;
  if (typeof json === "number" && Number.isInteger(json)) return json;
  throw new MalformedOtlp(`${where} is no number (OTLP's JSON has enums as numbers)`);
}

/**
 * Ids are hexadecimal in OTLP's JSON, not base64; from protobuf they are bytes. Undefined when absent; of
 * wrong length as it came.
 */
export function idOf(json: unknown, where: string): Uint8Array | undefined {
  if (json instanceof Uint8Array) return json.length === 0 ? undefined : json;
  const hex = textOf(json, where);
  if (hex === "") return undefined;
  if (hex.length % 2 !== 0 || hex.length > 128 || !/^[0-9a-fA-F]+$/.test(hex)) {
    throw new MalformedOtlp(`${where} is not hexadecimal`);
  }
  return Buffer.from(hex, "hex");
}
