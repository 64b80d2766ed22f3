import { afterEach, beforeEach, expect, test } from "@jest/globals";

import { raiseAlert, reportQuality } from "./events.ts";
import type { InMemorySdk } from "./test/in-memory-sdk.ts";
import { startInMemorySdk } from "./test/in-memory-sdk.ts";

let sdk: InMemorySdk;
beforeEach(() => {
  sdk = startInMemorySdk();
});
afterEach(() => sdk.shutdown());

test("an alert is a log event with its severity and its details as JSON", () => {
  raiseAlert({
    level: "CRITICAL",
    type: "CONNECTION_FAILURE",
    title: "TDengine is away",
    message: "no answer for 30 s",
    details: { host: "td-1", tries: 3n, error: new Error("refused") },
  });
  const [record] = sdk.logRecords();
  expect(record).toMatchObject({
    eventName: "mystocks.alert",
    severityNumber: 21,
    severityText: "CRITICAL",
    body: "no answer for 30 s",
    attributes: {
      level: "CRITICAL",
      type: "CONNECTION_FAILURE",
      title: "TDengine is away",
      message: "no answer for 30 s",
      details: '{"host":"td-1","tries":"3","error":{"name":"Error","message":"refused"}}',
    },
  });
});

test("details that turn in a circle do not throw", () => {
  const details: Record<string, unknown> = {};
  details["self"] = details;
  raiseAlert({ level: "INFO", type: "CUSTOM", title: "t", message: "m", details });
  expect(sdk.logRecords()[0]?.attributes["details"]).toBe('{"self":"[seen above]"}');
});

test.each([
  [1, "INFO"],
  [51, "WARN"],
])("a check with %i of 1,000 rows failed at a threshold of 5 % is %s", (failed, severityText) => {
  const result = { dataset: "daily_kline", check: "completeness", total: 1_000, failed, threshold: 0.05 };
  reportQuality(result);
  expect(sdk.logRecords()[0]).toMatchObject({
    eventName: "mystocks.quality",
    severityText,
    attributes: result,
  });
});
