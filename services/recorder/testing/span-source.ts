import type { TestSpan } from "./otlp-body.ts";

const STATEMENTS = [
  [
    "daily_kline",
    "SELECT trade_date, open, high, low, close FROM daily_kline WHERE symbol = $1 ORDER BY trade_date",
  ],
  ["minute_kline", "SELECT ts, close, volume FROM minute_kline WHERE symbol = $1 AND ts >= $2"],
  ["tick_data", "INSERT INTO tick_data (symbol, ts, price, volume) VALUES ($1, $2, $3, $4)"],
  ["stock_info", "SELECT name, industry FROM stock_info WHERE symbol = $1"],
] as const;

/**
 * Spans as a market-data service sends them: trees of five (a request, a tracked operation, two queries and an
 * internal step). The same seed gives the same spans; the i-th span of all is always the same.
 */
export function testSpans(
  first: number,
  count: number,
  { operations = 100, endMs = Date.now() } = {},
): TestSpan[] {
  return Array.from({ length: count }, (_, at) => testSpan(first + at, operations, endMs));
}

/** Operation of the i-th span, or undefined for one that is none. */
export function operationOf(index: number, operations: number): string | undefined {
  if (index % 5 === 1) return `load_${Math.floor(index / 5) % operations}`;
  if (index % 5 === 2 || index % 5 === 3) return STATEMENTS[index % STATEMENTS.length]![0];
  return undefined;
}

function testSpan(index: number, operations: number, endMs: number): TestSpan {
  const role = index % 5;
  const tree = Math.floor(index / 5);
  const random = scrambled(index);
  const durationNs = BigInt(200_000 + (random % 50_000_000));
  const endNs = BigInt(endMs) * 1_000_000n - BigInt(index % 900_000_000);
  const [table, text] = STATEMENTS[index % STATEMENTS.length]!;
  const base = {
    traceId: id(16, tree + 1),
    spanId: id(8, index + 1),
    ...(role === 0 ? {} : { parentSpanId: id(8, tree * 5 + (role === 1 ? 1 : 2)) }),
    startNs: endNs - durationNs,
    endNs,
  };
  const http = {
    "http.request.method": "GET",
    "http.route": "/api/v1/klines/:symbol",
    "client.address": "10.0.0.7",
  };
  const database = { "db.system.name": "postgresql", "db.namespace": "market" };
  const operation = operationOf(index, operations);
  if (role === 0)
    return {
      ...base,
      name: "GET /api/v1/klines/:symbol",
      kind: 2,
      attributes: { ...http, "http.response.status_code": 200, "url.path": `/api/v1/klines/${tree % 500}` },
    };
  if (role === 1)
    return {
      ...base,
      name: operation!,
      kind: 1,
      ...(random % 97 === 0 ? { status: 2 } : {}),
      attributes: {
        ...http,
        ...database,
        "mystocks.operation.name": operation!,
        "mystocks.classification": "DAILY_KLINE",
        "mystocks.rows": random % 1000,
        "mystocks.bytes": random % 65_536,
      },
    };
  if (role === 4)
    return {
      ...base,
      name: "render",
      kind: 1,
      attributes: { ...http, "code.function.name": "renderKlines" },
    };
  return {
    ...base,
    name: text.slice(0, 6),
    kind: 3,
    attributes: {
      ...database,
      "db.query.text": text,
      "db.collection.name": table,
      "mystocks.operation.parent": `load_${tree % operations}`,
      "server.address": "db-1.market.svc",
      "server.port": 5432,
    },
  };
}

function id(length: 8 | 16, value: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32BE(scrambled(value), length - 8);
  bytes.writeUInt32BE(value, length - 4);
  if (length === 16) bytes.writeUInt32BE(scrambled(value + 7), 0);
  return bytes;
}

/** A fixed permutation of 32-bit numbers that looks random. */
function scrambled(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
