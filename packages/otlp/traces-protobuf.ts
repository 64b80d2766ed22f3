import { readAnyValue } from "./any-value.ts";
import { storedValue } from "./stored-value.ts";
import type { AttributeRule } from "./attribute-rules.ts";
import type { DecodeContext } from "./decode-context.ts";
import { Rejections } from "./rejections.ts";
import type { ResourceRecord, SpanRecord } from "./records.ts";
import { SpanDraft } from "./span-draft.ts";
import { kindOf, spanName, statusMessage, statusOf } from "./span-fields.ts";
import { spanRecord } from "./span-record.ts";
import { glanceAt, Unwanted, type IsWanted, type SpanSieve } from "./span-sieve.ts";
import { WireReader } from "./wire-reader.ts";

/** Reads an ExportTraceServiceRequest straight into records: what is not stored is not even decoded. */
export class TraceReader {
  readonly spans: SpanRecord[] = [];
  readonly rejections = new Rejections();
  readonly unwanted = new Unwanted();
  readonly #reader: WireReader;
  readonly #context: DecodeContext;
  readonly #sieve: SpanSieve | undefined;
  readonly #text: (from: number, to: number) => string;
  readonly #queryText: (view: DataView, from: number, to: number) => string;

  constructor(body: Uint8Array, context: DecodeContext, sieve?: SpanSieve) {
    const reader = new WireReader(body);
    this.#reader = reader;
    this.#context = context;
    this.#sieve = sieve;
    this.#text = (from, to) => reader.text(from, to);
    this.#queryText = (_, from, to) => reader.text(from, to);
  }

  /** Throws MalformedOtlp. */
  read(): void {
    const reader = this.#reader;
    while (reader.at < reader.length) {
      const tag = reader.tag();
      if (tag === 0x0a) this.#resourceSpans(reader.end(reader.length));
      else reader.skip(tag, reader.length);
    }
  }

  #resourceSpans(end: number): void {
    const reader = this.#reader;
    const resource = this.#resourceWithin(end);
    const isWanted = this.#sieve?.of(resource);
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag === 0x12) this.#scopeSpans(reader.end(end), resource, isWanted);
      else reader.skip(tag, end);
    }
    reader.finish(end);
  }

  /** Fields may come in any order, and the spans need their resource first. */
  #resourceWithin(end: number): ResourceRecord {
    const reader = this.#reader;
    const from = reader.at;
    let resource = this.#context.resources.none;
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag === 0x0a) resource = this.#context.resources.read(reader, reader.end(end));
      else reader.skip(tag, end);
    }
    reader.finish(end);
    reader.at = from;
    return resource;
  }

  #scopeSpans(end: number, resource: ResourceRecord, isWanted: IsWanted | undefined): void {
    const reader = this.#reader;
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag !== 0x12) reader.skip(tag, end);
      else this.#spanIfWanted(reader.end(end), resource, isWanted);
    }
    reader.finish(end);
  }

  #spanIfWanted(end: number, resource: ResourceRecord, isWanted: IsWanted | undefined): void {
    const reader = this.#reader;
    if (isWanted === undefined || isWanted(glanceAt(reader, end))) {
      this.#span(end, resource);
      return;
    }
    this.unwanted.add(resource);
    reader.at = end;
  }

  #span(end: number, resource: ResourceRecord): void {
    const reader = this.#reader;
    const draft = new SpanDraft();
    while (reader.at < end) this.#field(reader.tag(), end, draft);
    reader.finish(end);
    const record = spanRecord(draft, resource, this.#context, this.#queryText);
    if (typeof record === "string") this.rejections.add(record);
    else this.spans.push(record);
  }

  #field(tag: number, end: number, draft: SpanDraft): void {
    const reader = this.#reader;
    switch (tag) {
      case 0x4a:
        this.#attribute(reader.end(end), draft);
        return;
      case 0x0a:
        draft.traceId = reader.slice(reader.end(end));
        return;
      case 0x12:
        draft.spanId = reader.slice(reader.end(end));
        return;
      case 0x22: {
        const id = reader.slice(reader.end(end));
        draft.parentSpanId = id.length === 0 ? undefined : id;
        return;
      }
      case 0x2a:
        draft.name = this.#name(reader.end(end));
        return;
      case 0x30:
        draft.kind = kindOf(reader.varint());
        return;
      case 0x39:
        draft.startNs = reader.fixed64();
        return;
      case 0x41:
        draft.endNs = reader.fixed64();
        return;
      case 0x5a:
        this.#event(reader.end(end), draft);
        return;
      case 0x7a:
        this.#status(reader.end(end), draft);
        return;
      default:
        reader.skipUnknown(tag, end, KNOWN_SPAN_FIELDS);
    }
  }

  #name(end: number): string {
    const reader = this.#reader;
    const { names } = this.#context;
    const from = reader.at;
    reader.at = end;
    const known = names.get(reader.view, from, end);
    if (known !== undefined) return known;
    const name = spanName(reader.text(from, end));
    names.set(reader.view, from, end, name);
    return name;
  }

  #attribute(end: number, draft: SpanDraft): void {
    const reader = this.#reader;
    let keyFrom = 0;
    let keyTo = 0;
    let valueFrom = 0;
    let valueTo = 0;
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag === 0x0a) {
        keyTo = reader.end(end);
        keyFrom = reader.at;
        reader.at = keyTo;
      } else if (tag === 0x12) {
        valueTo = reader.end(end);
        valueFrom = reader.at;
        reader.at = valueTo;
      } else reader.skip(tag, end);
    }
    reader.finish(end);
    const rule = this.#context.rules.ofBytes(reader.view, keyFrom, keyTo, this.#text);
    if (rule === null || valueTo === valueFrom) return;
    reader.at = valueFrom;
    this.#value(valueTo, rule, draft);
    reader.at = end;
  }

  #value(end: number, rule: AttributeRule, draft: SpanDraft): void {
    const reader = this.#reader;
    const from = reader.at;
    const tag = reader.tag();
    if (tag === 0x0a) {
      const to = reader.end(end);
      if (to === end) {
        this.#textValue(to, rule, draft);
        return;
      }
    }
    reader.at = from;
    const value = storedValue(readAnyValue(reader, end), rule.clean);
    if (value !== undefined) draft.put(rule, value);
  }

  #textValue(end: number, rule: AttributeRule, draft: SpanDraft): void {
    const reader = this.#reader;
    const from = reader.at;
    if (rule.role === "queryText") draft.query(reader.view, from, end, rule.old);
    else draft.put(rule, this.#cleaned(from, end, rule));
  }

  #cleaned(from: number, end: number, { cache, clean }: AttributeRule): string {
    const reader = this.#reader;
    const known = cache?.get(reader.view, from, end);
    if (known !== undefined) return known;
    const value = clean(reader.text(from, end));
    cache?.set(reader.view, from, end, value);
    return value;
  }

  /** Of events only the exception's type and message are kept, as attributes of the span. */
  #event(end: number, draft: SpanDraft): void {
    const reader = this.#reader;
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag === 0x1a) this.#eventAttribute(reader.end(end), draft);
      else reader.skip(tag, end);
    }
    reader.finish(end);
  }

  #eventAttribute(end: number, draft: SpanDraft): void {
    const reader = this.#reader;
    const from = reader.at;
    const tag = reader.tag();
    if (tag !== 0x0a) {
      reader.at = end;
      return;
    }
    const keyTo = reader.end(end);
    const rule = this.#context.rules.ofBytes(reader.view, reader.at, keyTo, this.#text);
    reader.at = from;
    if (rule !== null && rule.name.startsWith("exception.")) this.#attribute(end, draft);
    reader.at = end;
  }

  #status(end: number, draft: SpanDraft): void {
    const reader = this.#reader;
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag === 0x18) draft.status = statusOf(reader.varint());
      else if (tag === 0x12) {
        const to = reader.end(end);
        draft.statusMessage = statusMessage(reader.text(reader.at, to));
        reader.at = to;
      } else reader.skip(tag, end);
    }
    reader.finish(end);
  }
}

/** Their wire type is fixed: with another one the bytes are no spans. */
const KNOWN_SPAN_FIELDS = new Set([1, 2, 4, 5, 6, 7, 8, 9, 11, 15]);
