import { expect, test } from "@jest/globals";
import type { LogRecord } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api";
import { createDecodeContext, decodeLogs } from "./index.ts";
import { encodedLogs } from "./testing/encoded-logs.ts";
import { bytesField, fixed64Field, joined, varintField } from "./testing/wire.ts";

const context = await createDecodeContext({ classifications: {} });

async function decoded(...records: LogRecord[]) {
  const bodies = await encodedLogs(records);
  const fromProtobuf = decodeLogs(bodies.protobuf, "protobuf", context);
  expect(decodeLogs(bodies.json, "json", context)).toEqual(fromProtobuf);
  return fromProtobuf;
}

test("an alert of a service keeps its attributes whole, redacted", async () => {
  const { logs } = await decoded({
    eventName: "mystocks.alert",
    severityNumber: SeverityNumber.FATAL,
    body: "load failed: password=hunter2",
    attributes: {
      level: "CRITICAL",
      type: "SLOW_QUERY",
      title: "Loader 'daily' is slow",
      message: "SELECT * FROM t WHERE s = 'hunter2' took 9 s",
      details: JSON.stringify({
        rows: 3,
        auth: { password: "hunter2" },
        sql: "DELETE FROM t WHERE s = 'hunter2'",
      }),
    },
  });
  expect(logs).toMatchObject([
    {
      eventName: "mystocks.alert",
      severity: 21,
      body: "load failed: password=[redacted]",
      resource: { service: "market-data" },
      attributes: {
        level: "CRITICAL",
        type: "SLOW_QUERY",
        title: "Loader 'daily' is slow",
        message: "SELECT * FROM t WHERE s = ? took ? s",
        details: '{"rows":3,"auth":{"password":"[redacted]"},"sql":"DELETE FROM t WHERE s = ?"}',
      },
    },
  ]);
});

test("a quality result is kept below WARN too, with its numbers", async () => {
  const attributes = {
    dataset: "daily_kline",
    check: "completeness",
    total: 100,
    failed: 3,
    threshold: 0.05,
  };
  const { logs, ignored } = await decoded({
    eventName: "mystocks.quality",
    severityNumber: SeverityNumber.INFO,
    attributes,
  });
  expect(logs).toMatchObject([{ eventName: "mystocks.quality", attributes }]);
  expect(ignored).toBe(0);
});

test("the event's name may stand in an attribute, as older SDKs send it", async () => {
  const { logs } = await decoded({ attributes: { "event.name": "mystocks.alert", level: "INFO" } });
  expect(logs).toMatchObject([{ eventName: "mystocks.alert", attributes: { level: "INFO" } }]);
});

test("plain lines are kept from WARN on, with allowed attributes only; the others are counted", async () => {
  const { logs, ignored, rejected } = await decoded(
    { severityNumber: SeverityNumber.INFO, body: "started" },
    {
      severityNumber: SeverityNumber.WARN,
      body: "slow: 'hunter2'",
      attributes: { "user.name": "alice", "error.type": "E" },
    },
    { severityNumber: SeverityNumber.ERROR, body: "x".repeat(9_000) },
    { eventName: "other.event", severityNumber: SeverityNumber.INFO },
  );
  expect(logs).toMatchObject([
    { severity: 13, eventName: "", body: "slow: '?'", attributes: { "error.type": "E" } },
    {},
  ]);
  expect(logs[0]!.attributes).toEqual({ "error.type": "E" });
  expect(logs[1]!.body).toHaveLength(4_096);
  expect([ignored, rejected]).toEqual([2, 0]);
});

test("a body that is a map is stored as JSON, cleaned inside", async () => {
  const { logs } = await decoded({
    severityNumber: SeverityNumber.ERROR,
    body: { sql: "SELECT 'hunter2' FROM t", token: "hunter2", n: [1] },
  });
  expect(JSON.parse(logs[0]!.body!)).toEqual({ sql: "SELECT ? FROM t", token: "[redacted]", n: [1] });
});

function logBody(record: Uint8Array): Uint8Array {
  return bytesField(1, bytesField(2, bytesField(2, joined(varintField(2, 17), record))));
}

test("the observed time counts when the record has none of its own, and a record needs one", () => {
  const observed = decodeLogs(logBody(fixed64Field(11, 5n)), "protobuf", context);
  expect(observed.logs).toMatchObject([{ timeNs: 5n }]);
  expect(decodeLogs(logBody(new Uint8Array()), "protobuf", context)).toMatchObject({ logs: [], rejected: 1 });
});

test("ids of the wrong length are left out, the record stays", () => {
  const record = joined(
    fixed64Field(1, 5n),
    bytesField(9, new Uint8Array(5)),
    bytesField(10, new Uint8Array(8).fill(1)),
  );
  const { logs } = decodeLogs(logBody(record), "protobuf", context);
  expect(logs[0]!.traceId).toBeUndefined();
  expect(logs[0]!.spanId).toEqual(new Uint8Array(8).fill(1));
});
