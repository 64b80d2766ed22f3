import { pairsOfJson } from "./any-value.ts";
import type { DecodeContext } from "./decode-context.ts";
import type { JsonObject } from "./json-body.ts";
import { objectsOf, optionalObject, parseJsonBody } from "./json-body.ts";
import type { Message } from "./message-reader.ts";
import { readMessage } from "./message-reader.ts";
import type { ResourceRecord } from "./records.ts";
import type { Encoding } from "./traces.ts";
import { WireReader } from "./wire-reader.ts";

/** A metrics or logs request in the shape of OTLP's JSON, whichever encoding it came in. */
export function readRequest(body: Uint8Array, encoding: Encoding, request: Message): JsonObject {
  return encoding === "json" ? parseJsonBody(body) : readMessage(new WireReader(body), body.length, request);
}

/** Each record of a request with its resource. */
export function* recordsOf(
  request: JsonObject,
  names: { blocks: string; scopes: string; records: string },
  { resources }: DecodeContext,
): Generator<[JsonObject, ResourceRecord]> {
  for (const block of objectsOf(request[names.blocks], names.blocks)) {
    const { attributes } = optionalObject(block["resource"], "resource");
    const resource = resources.ofPairs(pairsOfJson(attributes, "resource.attributes"));
    for (const scope of objectsOf(block[names.scopes], names.scopes)) {
      for (const record of objectsOf(scope[names.records], names.records)) yield [record, resource];
    }
  }
}
