import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { createDecodeContext } from "@mystocks/otlp";
import * as fc from "fast-check";
import { decodeRecord } from "./decode-record.ts";
import { logsBody, testSpans, tracesBody } from "./testing/index.ts";

const context = await createDecodeContext({ classifications: {} });
const sieve = { of: () => undefined };
const MOST_BYTES = 100_000;
const nowMs = Date.now();

const record = (value: Buffer | null, timestampMs = nowMs) => ({
  offset: 7n,
  key: null,
  value,
  headers: {},
  timestampMs,
});
const decode = (value: Buffer | null, signal: "traces" | "metrics" | "logs" = "traces") =>
  decodeRecord(record(value), { signal, context, sieve, mostBytes: MOST_BYTES, nowMs });

test("spans, and what becomes of each record, add up to what came", () => {
  const old = testSpans(50, 3, { endMs: nowMs - 25 * 3_600_000 });
  const outcome = decode(tracesBody("market-data", [...testSpans(0, 50), ...old]));
  expect(outcome).toMatchObject({ intake: { signal: "spans", received: 53, refused: { late: 3 } } });
});

test("log lines below WARN are received and not kept", () => {
  const event = { timeNs: BigInt(nowMs) * 1_000_000n, eventName: "", attributes: {} };
  expect(decode(logsBody("a", [event]), "logs")).toMatchObject({
    intake: { signal: "logs", received: 1, logs: [], refused: { unimportant: 1 } },
  });
});

test("JSON is known by its first character", () => {
  expect(decode(Buffer.from('{"resourceSpans":[]}'))).toMatchObject({ intake: { received: 0 } });
});

test.each([
  ["a tombstone", null, "no_value"],
  ["one over the limit", Buffer.alloc(MOST_BYTES + 1), "too_large"],
  ["gzip", gzipSync(Buffer.alloc(10_000_000)), "compressed"],
  ["zstd", zstdCompressSync(Buffer.alloc(10_000_000)), "compressed"],
  ["a truncated one", tracesBody("a", testSpans(0, 10)).subarray(0, 500), "malformed"],
  ["text", Buffer.from("hello"), "malformed"],
] as const)("%s is a dead letter that says why", (_, value, code) => {
  const outcome = decode(value);
  expect(outcome).toMatchObject({ deadLetter: { offset: 7, code, payloadBytes: value?.length ?? 0 } });
});

test("of one over the limit the beginning is kept, and any time of Kafka is a time of the store", () => {
  const large = record(Buffer.alloc(MOST_BYTES + 1, 1), Number.MAX_SAFE_INTEGER);
  const outcome = decodeRecord(large, { signal: "traces", context, sieve, mostBytes: MOST_BYTES, nowMs });
  const { payload, recordAtMs } = (outcome as { deadLetter: { payload: Buffer; recordAtMs: number } })
    .deadLetter;
  expect(payload.length).toBe(65_536);
  expect(new Date(recordAtMs).getUTCFullYear()).toBe(9999);
});

test("whatever the bytes are, they are an intake or a dead letter", () => {
  const whole = tracesBody("a", testSpans(0, 5));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
          const broken = Buffer.from(whole);
          broken[at] = byte;
          return broken;
        }),
      ),
      fc.constantFrom("traces" as const, "metrics" as const, "logs" as const),
      (bytes, signal) => {
        expect(Object.keys(decode(bytes, signal))[0]).toMatch(/^(intake|deadLetter)$/);
      },
    ),
  );
});
