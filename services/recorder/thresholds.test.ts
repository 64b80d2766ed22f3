import { expect, test } from "@jest/globals";
import { monitorConfig } from "@mystocks/runtime";
import type { SpanRecord } from "@mystocks/otlp";
import { MARK } from "@mystocks/store";
import { marksOf } from "./placed-span.ts";
import { leastSlowNs, thresholdsOf } from "./thresholds.ts";

const config = monitorConfig.parse({ classifications: { TICK_DATA: { thresholds: { warningMs: 100 } } } });
const thresholds = thresholdsOf(config);
const millisecond = 1_000_000n;

function span(classification: string | undefined, kind = 3, status = 0): SpanRecord {
  const operation = classification === undefined ? undefined : { classification };
  return { kind, status, operation } as unknown as SpanRecord;
}

test.each([
  ["just below the warning", 1_999n, 0],
  ["at the warning", 2_000n, MARK.overWarning],
  ["at the critical limit", 5_000n, MARK.overWarning],
  ["over the critical limit", 5_001n, MARK.overWarning | MARK.overCritical],
])("an operation %s", (_, milliseconds, marks) => {
  expect(marksOf(span("DAILY_KLINE"), milliseconds * millisecond, thresholds)).toBe(marks);
});

test("a class has its own warning and the general critical limit", () => {
  expect(marksOf(span("TICK_DATA"), 100n * millisecond, thresholds)).toBe(MARK.overWarning);
  expect(marksOf(span("TICK_DATA"), 5_001n * millisecond, thresholds)).toBe(
    MARK.overWarning | MARK.overCritical,
  );
});

test("a request is judged by the general limits, an inner step by none", () => {
  expect(marksOf(span(undefined, 2), 3_000n * millisecond, thresholds)).toBe(MARK.overWarning);
  expect(marksOf(span(undefined, 1), 3_000n * millisecond, thresholds)).toBe(0);
});

test("a failure is marked whatever the duration", () => {
  expect(marksOf(span(undefined, 1, 2), 1n, thresholds)).toBe(MARK.failed);
  expect(marksOf(span("DAILY_KLINE", 3, 2), 6_000n * millisecond, thresholds)).toBe(
    MARK.failed | MARK.overWarning | MARK.overCritical,
  );
});

test("what may be slow begins at the lowest limit of all classes", () => {
  expect(leastSlowNs(config)).toBe(100n * millisecond);
  expect(leastSlowNs(monitorConfig.parse({}))).toBe(2_000n * millisecond);
});
