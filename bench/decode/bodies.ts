import type { Attributes } from "@opentelemetry/api";
import { SpanKind } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

const TABLES = ["daily_kline", "minute_kline", "tick_data", "stock_info", "trade_signals"];
const STATEMENTS = 200;
const START_MS = Date.UTC(2026, 10, 2, 1, 30);

/** OTLP bodies as OpenTelemetry's SDK sends them: database spans with ten attributes, SQL out of 200 texts. */
export function encodedBodies(bodies: number, spansPerBody: number): Uint8Array[] {
  const exporter = new InMemorySpanExporter();
  const resource = resourceFromAttributes({
    "service.name": "market-data",
    "service.instance.id": "market-data-7c9f",
    "telemetry.sdk.language": "nodejs",
    "process.pid": 4711,
  });
  const tracer = new TracerProvider({
    resource,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  }).getTracer("bench");
  return Array.from({ length: bodies }, (_, body) => {
    for (let i = 0; i < spansPerBody; i++) {
      const number = body * spansPerBody + i;
      const startTime = START_MS + number * 3;
      tracer
        .startSpan("pg.query:SELECT mystocks", {
          kind: SpanKind.CLIENT,
          startTime,
          attributes: attributesOf(number),
        })
        .end(startTime + 1 + (number % 40));
    }
    const encoded = ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans());
    exporter.reset();
    if (encoded === undefined) throw new Error("the serializer gave no body");
    return encoded;
  });
}

function attributesOf(number: number): Attributes {
  const statement = number % STATEMENTS;
  const table = TABLES[statement % TABLES.length]!;
  return {
    "db.system.name": "postgresql",
    "db.namespace": "mystocks",
    "db.collection.name": table,
    "db.operation.name": "SELECT",
    "db.query.text": `SELECT symbol, trade_date, open, high, low, close, volume FROM ${table} WHERE symbol = $1 AND trade_date >= $2 AND interval_type = 'D' ORDER BY trade_date DESC LIMIT ${statement + 1}`,
    "server.address": "127.0.0.1",
    "server.port": 5432,
    "mystocks.operation.parent": `load_${table}`,
    "mystocks.rows": (number * 7) % 1000,
    "thread.id": 1,
  };
}
