import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { createDecodeContext, decodeLogs, decodeMetrics, decodeTraces, MalformedOtlp } from "./index.ts";
import { encodedSpans } from "./testing/encoded-spans.ts";
import { bytesField, fixed64Field, joined, varintField } from "./testing/wire.ts";

const context = await createDecodeContext({ classifications: {} });

function spanBody(fields: Uint8Array): Uint8Array {
  return bytesField(1, bytesField(2, bytesField(2, fields)));
}

const TRACE_ID = new Uint8Array(16).fill(7);
const SPAN_ID = new Uint8Array(8).fill(9);
const TIMES = joined(fixed64Field(7, 1_000n), fixed64Field(8, 2_000n));
const WHOLE = joined(bytesField(1, TRACE_ID), bytesField(2, SPAN_ID), TIMES);

test("fields may come in any order, and unknown ones pass", () => {
  const span = joined(
    varintField(999, 5),
    TIMES,
    bytesField(77, SPAN_ID),
    bytesField(2, SPAN_ID),
    bytesField(1, TRACE_ID),
  );
  const resource = bytesField(
    1,
    bytesField(
      1,
      joined(bytesField(2, bytesField(1, Buffer.from("late"))), bytesField(1, Buffer.from("service.name"))),
    ),
  );
  const body = bytesField(1, joined(bytesField(2, bytesField(2, span)), resource));
  expect(decodeTraces(body, "protobuf", context)).toMatchObject({
    rejected: 0,
    spans: [{ startNs: 1_000n, endNs: 2_000n, resource: { service: "late" } }],
  });
});

test.each([
  ["a short trace id", joined(bytesField(1, SPAN_ID), bytesField(2, SPAN_ID), TIMES)],
  ["an all-zero trace id", joined(bytesField(1, new Uint8Array(16)), bytesField(2, SPAN_ID), TIMES)],
  ["no span id", joined(bytesField(1, TRACE_ID), TIMES)],
  ["a long span id", joined(bytesField(1, TRACE_ID), bytesField(2, TRACE_ID), TIMES)],
  ["a parent id of 3 bytes", joined(WHOLE, bytesField(4, new Uint8Array(3).fill(1)))],
  ["no end", joined(bytesField(1, TRACE_ID), bytesField(2, SPAN_ID), fixed64Field(7, 1n))],
  ["an end after 2262", joined(WHOLE, fixed64Field(8, 2n ** 63n))],
])("a span with %s alone is rejected, with the reason", (_, span) => {
  const body = joined(spanBody(span), spanBody(WHOLE));
  const { spans, rejected, problems } = decodeTraces(body, "protobuf", context);
  expect([spans.length, rejected, problems.length]).toEqual([1, 1, 1]);
});

test("a span whose clock was set back while it ran still counts", () => {
  const span = joined(
    bytesField(1, TRACE_ID),
    bytesField(2, SPAN_ID),
    fixed64Field(7, 9n),
    fixed64Field(8, 8n),
  );
  const { spans, rejected } = decodeTraces(spanBody(span), "protobuf", context);
  expect([spans.length, rejected]).toEqual([1, 0]);
});

test("an all-zero parent id is no parent", () => {
  const { spans } = decodeTraces(
    spanBody(joined(WHOLE, bytesField(4, new Uint8Array(8)))),
    "protobuf",
    context,
  );
  expect(spans[0]!.parentSpanId).toBeUndefined();
});

function nestedValue(depth: number): Uint8Array {
  let value: Uint8Array = bytesField(1, Buffer.from("deep"));
  for (let i = 0; i < depth; i++) value = bytesField(5, bytesField(1, value));
  return value;
}

const attribute = (value: Uint8Array) =>
  bytesField(9, joined(bytesField(1, Buffer.from("mystocks.x")), bytesField(2, value)));

test.each([
  ["a length beyond the end", Uint8Array.of(0x0a, 0x7f)],
  ["a span longer than its block", Uint8Array.of(0x0a, 0x04, 0x12, 0x7f, 0x12, 0x00)],
  ["a number of 11 bytes", Uint8Array.of(0x08, ...Array.from({ length: 11 }, () => 0xff))],
  ["a number cut off", Uint8Array.of(0x08, 0xff)],
  ["field number 0", Uint8Array.of(0x02, 0x00)],
  ["a group", Uint8Array.of(0x0b)],
  ["a known field of another wire type", spanBody(joined(WHOLE, varintField(5, 1)))],
  ["a time cut off", spanBody(Uint8Array.of(0x39, 1, 2))],
  ["a name that is not UTF-8", spanBody(joined(WHOLE, bytesField(5, Uint8Array.of(0xc3, 0x28))))],
  ["a value that is not UTF-8", spanBody(joined(WHOLE, attribute(bytesField(1, Uint8Array.of(0xff)))))],
  ["a depth bomb", spanBody(joined(WHOLE, attribute(nestedValue(2_000))))],
])("%s makes the whole body malformed, with the place", (_, body) => {
  expect(() => decodeTraces(body, "protobuf", context)).toThrow(MalformedOtlp);
  expect(() => decodeTraces(body, "protobuf", context)).toThrow(/^byte \d+: /);
});

const json = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const jsonSpan = (span: object) => json({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
const JSON_WHOLE = {
  traceId: "07".repeat(16),
  spanId: "09".repeat(8),
  startTimeUnixNano: "1000",
  endTimeUnixNano: 2000,
};

test("OTLP's JSON has hexadecimal ids, int64 as text or number, and unknown fields pass", () => {
  const { spans } = decodeTraces(
    jsonSpan({
      ...JSON_WHOLE,
      kind: 2,
      future: {},
      attributes: [{ key: "mystocks.rows", value: { intValue: "12" } }],
    }),
    "json",
    context,
  );
  expect(spans).toMatchObject([{ kind: 2, startNs: 1_000n, endNs: 2_000n, rows: 12 }]);
  expect(Buffer.from(spans[0]!.traceId)).toEqual(Buffer.alloc(16, 7));
});

test.each([
  ["text that is no JSON", json("{")],
  ["bytes that are not UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
  ["an array", json("[]")],
  ["null", json("null")],
  ["blocks that are no array", json({ resourceSpans: {} })],
  ["a span that is no object", json({ resourceSpans: [{ scopeSpans: [{ spans: [7] }] }] })],
  ["a base64 id", jsonSpan({ ...JSON_WHOLE, traceId: "W47/95gDgQPSabYzgT/GDA==" })],
  ["an enum by name", jsonSpan({ ...JSON_WHOLE, kind: "SPAN_KIND_SERVER" })],
  ["a negative time", jsonSpan({ ...JSON_WHOLE, startTimeUnixNano: -5 })],
  ["a time with a fraction", jsonSpan({ ...JSON_WHOLE, startTimeUnixNano: 1.5 })],
  ["a bare attribute value", jsonSpan({ ...JSON_WHOLE, attributes: [{ key: "mystocks.x", value: "y" }] })],
  [
    "a depth bomb",
    jsonSpan({ ...JSON_WHOLE, attributes: [{ key: "mystocks.x", value: jsonNested(3_000) }] }),
  ],
])("%s makes a JSON body malformed", (_, body) => {
  expect(() => decodeTraces(body, "json", context)).toThrow(MalformedOtlp);
});

function jsonNested(depth: number): string {
  const value = `${'{"arrayValue":{"values":['.repeat(depth)}{"stringValue":"deep"}${"]}}".repeat(depth)}`;
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"mystocks.x","value":${value}}]}]}]}]}`;
}

const VALID = encodedSpans([
  { name: "a", attributes: { "db.system": "postgresql", "db.statement": "SELECT 'x' FROM t", list: [1, 2] } },
  {
    name: "b",
    error: "broke",
    exception: new Error("why"),
    attributes: { "http.target": "/x?y=z", n: 1.5, big: 2 ** 60 },
  },
]);

test.each(["protobuf", "json"] as const)(
  "a damaged %s body is decoded or refused, never a crash",
  (encoding) => {
    const valid = VALID[encoding];
    const flip = fc.record({ at: fc.nat({ max: valid.length - 1 }), bit: fc.nat({ max: 7 }) });
    fc.assert(
      fc.property(fc.array(flip, { maxLength: 6 }), fc.nat({ max: valid.length }), (flips, length) => {
        const body = valid.slice(0, flips.length % 2 === 0 ? length : valid.length);
        for (const { at, bit } of flips) if (at < body.length) body[at]! ^= 1 << bit;
        for (const decode of [decodeTraces, decodeMetrics, decodeLogs]) {
          try {
            decode(body, encoding, context);
          } catch (error) {
            if (!(error instanceof MalformedOtlp)) throw error;
          }
        }
      }),
      { numRuns: 3_000 },
    );
  },
);

test("any bytes at all are decoded or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      for (const decode of [decodeTraces, decodeMetrics, decodeLogs]) {
        try {
          decode(body, "protobuf", context);
        } catch (error) {
          if (!(error instanceof MalformedOtlp)) throw error;
        }
      }
    }),
    { numRuns: 3_000 },
  );
});
