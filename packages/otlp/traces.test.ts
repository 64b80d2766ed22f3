import { expect, test } from "@jest/globals";
import type { Attributes } from "@opentelemetry/api";
import { SpanKind } from "@opentelemetry/api";
import { createDecodeContext, decodeTraces } from "./index.ts";
import type { SpanRecord } from "./records.ts";
import type { SpanToEncode } from "./testing/encoded-spans.ts";
import { encodedSpans, recordedSpans } from "./testing/encoded-spans.ts";

const classifications = {
  DAILY_KLINE: { aliases: ["daily_data"], tables: ["daily_*"] },
  TICK_DATA: { aliases: ["ticks"], tables: ["market_data.tick_data"] },
};
const context = await createDecodeContext({ classifications });

function decoded(span: SpanToEncode, resource: Attributes = {}): SpanRecord {
  const { protobuf, json } = encodedSpans([span], resource);
  const { spans, rejected } = decodeTraces(protobuf, "protobuf", context);
  expect(rejected).toBe(0);
  expect(plain(decodeTraces(json, "json", context).spans)).toEqual(plain(spans));
  return spans[0]!;
}

/** Ids as text: one encoding gives Buffers. */
function plain(spans: SpanRecord[]) {
  const hex = (id: Uint8Array | undefined) => id && Buffer.from(id).toString("hex");
  return spans.map((span) => ({
    ...span,
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
  }));
}

const SELECT = "SELECT * FROM public.daily_kline WHERE symbol = '600000.SH'";

test("a span keeps its ids, times, kind and status to the nanosecond", () => {
  const [sent] = recordedSpans([{ name: "load", startMs: 1_760_000_000_123, endMs: 1_760_000_000_456 }]);
  const span = decoded({
    name: "load",
    startMs: 1_760_000_000_123,
    endMs: 1_760_000_000_456,
    error: "broke",
  });
  expect(span).toMatchObject({
    name: "load",
    kind: 3,
    startNs: 1_760_000_000_123_000_000n,
    endNs: 1_760_000_000_456_000_000n,
    status: 2,
    statusMessage: "broke",
    parentSpanId: undefined,
  });
  expect(span.traceId).toHaveLength(sent!.spanContext().traceId.length / 2);
  expect(span.spanId).toHaveLength(8);
});

test.each([
  ["old", { "db.system": "postgresql", "db.name": "mystocks", "db.statement": SELECT }],
  ["new", { "db.system.name": "PostgreSQL", "db.namespace": "mystocks", "db.query.text": SELECT }],
])(
  "a database client span in %s spelling is an operation named after its verb and table",
  (_, attributes) => {
    const span = decoded({ name: "pg.query:SELECT mystocks", attributes });
    expect(span.operation).toEqual({
      service: "market-data",
      operation: "SELECT daily_kline",
      type: "LOAD",
      kind: "database",
      classification: "DAILY_KLINE",
      databaseSystem: "postgresql",
      database: "mystocks",
      collection: "daily_kline",
    });
    expect(span.statement).toMatchObject({
      databaseSystem: "postgresql",
      text: "SELECT * FROM public.daily_kline WHERE symbol = ?",
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(span.attributes).toBeUndefined();
  },
);

test("db.collection.name says more than the SQL, and the present spelling more than the old", () => {
  const span = decoded({
    attributes: {
      "db.collection.name": "tick_data",
      "db.sql.table": "other",
      "db.system.name": "TDengine",
      "db.system": "other_sql",
      "db.query.text": "SELECT * FROM x",
    },
  });
  expect(span.operation).toMatchObject({
    operation: "SELECT tick_data",
    collection: "tick_data",
    databaseSystem: "tdengine",
    classification: "TICK_DATA",
  });
});

test.each([
  ["INSERT INTO t VALUES (1)", "SAVE"],
  ["COPY t FROM STDIN", "SAVE"],
  ["UPDATE t SET a = 1", "UPDATE"],
  ["DELETE FROM t", "DELETE"],
  ["TRUNCATE t", ""],
])("%s is of type %j", (sql, type) => {
  expect(decoded({ attributes: { "db.system": "postgresql", "db.statement": sql } }).operation?.type).toBe(
    type,
  );
});

test("without SQL the library's verb counts, and connecting is an operation", () => {
  const attributes = { "db.system.name": "postgresql" };
  const find = decoded({
    attributes: { ...attributes, "db.operation.name": "select", "db.collection.name": "t" },
  });
  expect(find.operation).toMatchObject({ operation: "SELECT t", type: "LOAD" });
  for (const name of ["pg.connect", "pg-pool.connect"]) {
    expect(decoded({ name, attributes }).operation).toMatchObject({ operation: "connect", type: "" });
  }
});

test("a redis span shows its command and the pattern of its key", () => {
  const span = decoded({
    name: "get",
    attributes: { "db.system": "redis", "db.statement": "get mystocks:cache:600519:daily_kline" },
  });
  expect(span.operation).toMatchObject({ operation: "GET", databaseSystem: "redis" });
  expect(span.statement?.text).toBe("GET mystocks:cache:*:daily_kline");
});

test("a span with mystocks.operation.name is tracked, its class in one spelling", () => {
  const span = decoded({
    name: "load",
    kind: SpanKind.INTERNAL,
    attributes: {
      "mystocks.operation.name": "load_daily_kline",
      "mystocks.operation.type": "LOAD",
      "mystocks.classification": "Daily_Data",
      "db.system.name": "PostgreSQL",
      "mystocks.rows": 240,
      "mystocks.bytes": 9000,
      "mystocks.auto_alert": true,
    },
  });
  expect(span.operation).toMatchObject({
    kind: "tracked",
    operation: "load_daily_kline",
    classification: "DAILY_KLINE",
    databaseSystem: "postgresql",
  });
  expect([span.rows, span.bytes, span.enclosed]).toEqual([240, 9000, false]);
  expect(span.attributes).toEqual({ "mystocks.auto_alert": true });
});

test("only a database operation inside a tracked one is enclosed; it may take that one's class", () => {
  const attributes = {
    "db.system": "postgresql",
    "mystocks.operation.parent": "load",
    "mystocks.classification": "ticks",
    "db.response.returned_rows": 7,
  };
  const span = decoded({ attributes: { ...attributes, "db.statement": "SELECT * FROM unmapped" } });
  expect(span).toMatchObject({ enclosed: true, rows: 7, operation: { classification: "TICK_DATA" } });
  const nested = decoded({ attributes: { ...attributes, "mystocks.operation.name": "inner" } });
  expect(nested).toMatchObject({ enclosed: false, operation: { kind: "tracked" } });
});

test("a server span is no operation and keeps its request's attributes in the present spelling", () => {
  const span = decoded({
    name: "GET /api/klines/:symbol",
    kind: SpanKind.SERVER,
    attributes: {
      "http.method": "GET",
      "http.target": "/api/klines/600000.SH?token=hunter2",
      "http.route": "/api/klines/:symbol",
      "http.status_code": 200,
      "http.user_agent": "curl/8",
      "client.address": "10.0.0.9",
      "url.query": "token=hunter2",
      "http.request.header.authorization": ["Bearer hunter2"],
      "enduser.id": "alice",
    },
  });
  expect(span.operation).toBeUndefined();
  expect(span.attributes).toEqual({
    "http.request.method": "GET",
    "url.path": "/api/klines/600000.SH",
    "http.route": "/api/klines/:symbol",
    "http.response.status_code": 200,
    "user_agent.original": "curl/8",
    "client.address": "10.0.0.9",
  });
});

test("secrets and literals are redacted wherever text is kept", () => {
  const exception = new Error("Key (symbol)=(hunter2) already exists.");
  const span = decoded({
    name: "SELECT * FROM t WHERE s = 'hunter2'",
    error: "postgres://u:hunter2@db/x refused",
    exception,
    attributes: {
      "mystocks.api_token": "hunter2",
      "mystocks.note": "password=hunter2",
      "url.full": "https://u:hunter2@host/path?token=hunter2",
      "db.system.name": "postgresql",
      "db.query.text": "SELECT * FROM t WHERE s = 'hunter2'",
    },
  });
  expect(
    JSON.stringify(span, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
  ).not.toContain("hunter2");
  expect(span.attributes).toMatchObject({
    "exception.type": "Error",
    "exception.message": "Key (symbol)=(?) already exists.",
    "mystocks.api_token": "[redacted]",
    "url.path": "/path",
  });
});

test("values PostgreSQL can't hold are made storable", () => {
  const span = decoded({
    name: "a\0b",
    attributes: { "mystocks.text": "x\0y", "mystocks.list": ["a", "b"], "http.route": "r".repeat(500) },
  });
  expect(span.name).toBe("ab");
  expect(span.attributes).toMatchObject({ "mystocks.text": "xy", "mystocks.list": '["a","b"]' });
  expect(span.attributes?.["http.route"]).toHaveLength(128);
});

test("the resource is allow-listed and names service and instance", () => {
  const { resource } = decoded(
    {},
    {
      "service.name": "loader",
      "service.instance.id": "i-1",
      "deployment.environment": "prod",
      "k8s.pod.name": "loader-0",
      "process.pid": 4711,
      "process.command_args": ["--password", "hunter2"],
      "process.command_line": "loader --password hunter2",
      "user.name": "alice",
    },
  );
  expect(resource).toEqual({
    service: "loader",
    instance: "i-1",
    attributes: {
      "service.name": "loader",
      "service.instance.id": "i-1",
      "deployment.environment.name": "prod",
      "k8s.pod.name": "loader-0",
      "process.pid": 4711,
    },
  });
  expect(decoded({}, { "service.name": "", "host.name": "h" }).resource).toMatchObject({
    service: "unknown_service",
    instance: "h",
  });
});

test("equal operations, statements and resources are one object, over bodies and encodings", () => {
  const span = { attributes: { "db.system": "postgresql", "db.statement": SELECT } };
  const one = decodeTraces(encodedSpans([span, span]).protobuf, "protobuf", context).spans;
  const two = decodeTraces(encodedSpans([span]).json, "json", context).spans;
  for (const other of [one[1]!, two[0]!]) {
    expect(other.operation).toBe(one[0]!.operation);
    expect(other.statement).toBe(one[0]!.statement);
    expect(other.resource).toBe(one[0]!.resource);
  }
});
