import { expect, test } from "@jest/globals";
import { SpanKind } from "@opentelemetry/api";
import { createDecodeContext, decodeTraces } from "./index.ts";
import type { SpanRecord } from "./records.ts";
import type { SpanToEncode } from "./testing/encoded-spans.ts";
import { encodedSpans } from "./testing/encoded-spans.ts";

const context = await createDecodeContext({
  classifications: {
    DAILY_KLINE: { aliases: ["daily_data"], tables: ["daily_*"] },
    TICK_DATA: { aliases: ["ticks"], tables: ["tick_data"] },
  },
});

function decoded(span: SpanToEncode): SpanRecord {
  const { spans, rejected } = decodeTraces(encodedSpans([span]).protobuf, "protobuf", context);
  expect(rejected).toBe(0);
  return spans[0]!;
}

test("a database client span becomes an operation named after its verb and table", () => {
  const span = decoded({
    name: "pg.query:SELECT mystocks",
    attributes: {
      "db.system": "postgresql",
      "db.name": "mystocks",
      "db.statement": "SELECT * FROM public.daily_kline WHERE symbol = '600000.SH'",
    },
  });
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
  expect(span.statement?.text).toBe("SELECT * FROM public.daily_kline WHERE symbol = ?");
  expect(span.statement?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
});

test("a span with mystocks.operation.name is a tracked operation, its class in one spelling", () => {
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
    },
  });
  expect(span.operation).toMatchObject({
    kind: "tracked",
    operation: "load_daily_kline",
    classification: "DAILY_KLINE",
    databaseSystem: "postgresql",
  });
  expect([span.rows, span.bytes]).toEqual([240, 9000]);
});
