import type { AnyValue } from "./any-value.ts";
import { pairsOfJson } from "./any-value.ts";
import { storedValue } from "./stored-value.ts";
import type { DecodeContext } from "./decode-context.ts";
import type { JsonObject } from "./json-body.ts";
import { enumOf, idOf, objectsOf, optionalObject, parseJsonBody, textOf, unsignedOf } from "./json-body.ts";
import { Rejections } from "./rejections.ts";
import type { SpanRecord } from "./records.ts";
import { SpanDraft } from "./span-draft.ts";
import { kindOf, spanName, statusMessage, statusOf } from "./span-fields.ts";
import { spanRecord } from "./span-record.ts";
import { Unwanted, type SpanSieve } from "./span-sieve.ts";

const fromUtf8 = ({ buffer, byteOffset }: DataView, from: number, to: number) =>
  Buffer.from(buffer, byteOffset + from, to - from).toString();

/** Throws MalformedOtlp. */
export function readJsonTraces(
  body: Uint8Array,
  context: DecodeContext,
  sieve?: SpanSieve,
): { spans: SpanRecord[]; rejections: Rejections; unwanted: Unwanted } {
  const spans: SpanRecord[] = [];
  const rejections = new Rejections();
  const unwanted = new Unwanted();
  for (const block of objectsOf(parseJsonBody(body)["resourceSpans"], "resourceSpans")) {
    const { attributes } = optionalObject(block["resource"], "resource");
    const resource = context.resources.ofPairs(pairsOfJson(attributes, "resource.attributes"));
    const isWanted = sieve?.of(resource);
    for (const scope of objectsOf(block["scopeSpans"], "scopeSpans")) {
      for (const span of objectsOf(scope["spans"], "spans")) {
        const draft = draftOf(span, context);
        if (isWanted?.(draft) === false) {
          unwanted.add(resource);
          continue;
        }
        const record = spanRecord(draft, resource, context, fromUtf8);
        if (typeof record === "string") rejections.add(record);
        else spans.push(record);
      }
    }
  }
  return { spans, rejections, unwanted };
}

function draftOf(span: JsonObject, context: DecodeContext): SpanDraft {
  const draft = new SpanDraft();
  draft.traceId = idOf(span["traceId"], "traceId");
  draft.spanId = idOf(span["spanId"], "spanId");
  draft.parentSpanId = idOf(span["parentSpanId"], "parentSpanId");
  draft.name = spanName(textOf(span["name"], "name"));
  draft.kind = kindOf(enumOf(span["kind"], "kind"));
  draft.startNs = unsignedOf(span["startTimeUnixNano"], "startTimeUnixNano");
  draft.endNs = unsignedOf(span["endTimeUnixNano"], "endTimeUnixNano");
  const status = optionalObject(span["status"], "status");
  draft.status = statusOf(enumOf(status["code"], "status.code"));
  draft.statusMessage = statusMessage(textOf(status["message"], "status.message"));
  for (const [key, value] of pairsOfJson(span["attributes"], "attributes")) put(draft, key, value, context);
  for (const event of objectsOf(span["events"], "events")) {
    for (const [key, value] of pairsOfJson(event["attributes"], "events.attributes")) {
      if (key.startsWith("exception.")) put(draft, key, value, context);
    }
  }
  return draft;
}

function put(draft: SpanDraft, key: string, value: AnyValue, { rules }: DecodeContext): void {
  const rule = rules.ofKey(key);
  if (rule === null) return;
  if (rule.role === "queryText" && typeof value === "string") {
    const bytes = Buffer.from(value);
    draft.query(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, rule.old);
    return;
  }
  const stored = storedValue(value, rule.clean);
  if (stored !== undefined) draft.put(rule, stored);
}
