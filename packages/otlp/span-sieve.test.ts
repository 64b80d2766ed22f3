import { expect, test } from "@jest/globals";
import { createDecodeContext, decodeTraces, type SpanGlance, type SpanSieve } from "./index.ts";
import { encodedSpans } from "./testing/encoded-spans.ts";

const context = await createDecodeContext({ classifications: {} });
const startMs = 1_760_000_000_000;
const within = (namespace: string) => ({ "service.namespace": namespace });

/** Three spans: the middle one failed. */
const bodies = (namespace: string) =>
  encodedSpans(
    [
      { name: "a", startMs, endMs: startMs + 1, attributes: { "http.route": "/a" } },
      { name: "b", startMs, endMs: startMs + 2, error: "broke" },
      { name: "c", startMs, endMs: startMs + 3 },
    ],
    within(namespace),
  );

/** Of the noisy name space only what failed; what it was shown is kept. */
function failedOnly(): SpanSieve & { shown: SpanGlance[] } {
  const shown: SpanGlance[] = [];
  return {
    shown,
    of: ({ attributes }) => {
      if (attributes["service.namespace"] !== "noisy") return undefined;
      return ({ startNs, endNs, status }) => {
        shown.push({ startNs, endNs, status });
        return status === 2;
      };
    },
  };
}

test.each(["protobuf", "json"] as const)("a span that is not wanted is only counted, in %s", (encoding) => {
  const sieve = failedOnly();
  const { spans, unwanted, rejected } = decodeTraces(bodies("noisy")[encoding], encoding, context, sieve);
  expect(spans.map(({ name }) => name)).toEqual(["b"]);
  expect([...unwanted]).toEqual([[spans[0]!.resource, 2]]);
  expect(rejected).toBe(0);
  const startNs = BigInt(startMs) * 1_000_000n;
  expect(sieve.shown).toEqual([
    { startNs, endNs: startNs + 1_000_000n, status: 0 },
    { startNs, endNs: startNs + 2_000_000n, status: 2 },
    { startNs, endNs: startNs + 3_000_000n, status: 0 },
  ]);
});

test.each(["protobuf", "json"] as const)(
  "another's spans are decoded as without a sieve, in %s",
  (encoding) => {
    const body = bodies("quiet")[encoding];
    const sieve = failedOnly();
    expect(decodeTraces(body, encoding, context, sieve)).toEqual(decodeTraces(body, encoding, context));
    expect(sieve.shown).toEqual([]);
  },
);
