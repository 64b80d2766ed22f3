import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import type pg from "pg";
import { openStorePool, storeTemplate } from "../index.ts";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, applicationName: "test" });
  await pool.query(`
    INSERT INTO telemetry.operation (service, operation, type, kind, classification, database_system, database, collection)
    VALUES ('market-data', 'save_daily_kline', 'SAVE', 'tracked', 'DAILY_KLINE', 'postgresql', 'mystocks', 'daily_kline');
    INSERT INTO telemetry.resource (identity, service, instance, attributes) VALUES ('r', 'market-data', 'pod-1', '{}')`);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const now = Date.now();

async function addSpan(
  table: string,
  spanId: number,
  endMs: number,
  values: Record<string, unknown>,
): Promise<void> {
  const all = {
    end_ns: `${endMs}000000`,
    duration_ns: 12_500_000,
    span_id: spanId,
    trace_id: "00000000-0000-0000-0000-000000000001",
    resource_id: 1,
    kind: 1,
    status: 0,
    marks: 0,
    name: "x",
    ...values,
  };
  const names = Object.keys(all);
  await pool.query(
    `INSERT INTO telemetry.${table} (${names.join(", ")}) VALUES (${names.map((_, i) => `$${i + 1}`).join(", ")})`,
    Object.values(all),
  );
}

test("operation_log tells success, failure and partial success with the former fields", async () => {
  await addSpan("span", 255, now, {
    operation_id: 1,
    rows: 40,
    attributes: { "client.address": "10.0.0.9" },
  });
  await addSpan("span", 2, now + 1, {
    operation_id: 1,
    marks: 4,
    status: 2,
    status_message: "deadlock",
    rows: 7,
  });
  await addSpan("span", 3, now + 2, { operation_id: 1, marks: 6, status: 2 });
  const { rows } = await pool.query(
    `SELECT operation_id, operation_type, classification, target_database, database_name, table_name,
       record_count::int, status, error_message, execution_time_ms::float8, end_time - start_time = '12.5 ms' AS timed,
       client_ip, user_agent, is_critical
     FROM telemetry.operation_log ORDER BY end_ns`,
  );
  expect(rows[0]).toEqual({
    operation_id: "00000000000000000000000000000001-00000000000000ff",
    operation_type: "SAVE",
    classification: "DAILY_KLINE",
    target_database: "postgresql",
    database_name: "mystocks",
    table_name: "daily_kline",
    record_count: 40,
    status: "SUCCESS",
    error_message: null,
    execution_time_ms: 12.5,
    timed: true,
    client_ip: "10.0.0.9",
    user_agent: null,
    is_critical: false,
  });
  expect(rows.slice(1).map((row) => [row.status, row.error_message, row.is_critical])).toEqual([
    ["PARTIAL", "deadlock", false],
    ["FAILED", null, true],
  ]);
});

test("request_log has server spans only, also those without a route or with a strange status", async () => {
  const http = {
    "http.request.method": "GET",
    "http.route": "/klines/:symbol",
    "http.response.status_code": 200,
  };
  await addSpan("span", 10, now + 10, { kind: 2, attributes: http, name: "GET /klines/:symbol" });
  await addSpan("span", 11, now + 11, {
    kind: 2,
    attributes: { "http.response.status_code": "?" },
    name: "GET",
  });
  const { rows } = await pool.query(
    "SELECT method, endpoint, status, failed FROM telemetry.request_log ORDER BY end_ns",
  );
  expect(rows).toEqual([
    { method: "GET", endpoint: "/klines/:symbol", status: 200, failed: false },
    { method: null, endpoint: "GET", status: null, failed: false },
  ]);
});

test("a span that was copied behind the horizon is seen once, wherever the horizon stands", async () => {
  await addSpan("span", 20, now - 1000, { operation_id: 1 });
  await addSpan("kept_span", 20, now - 1000, { operation_id: 1 });
  for (const horizon of [0, now - 1000, now]) {
    await pool.query("UPDATE telemetry.span_horizon SET end_ns = $1", [`${horizon}000000`]);
    const { rowCount } = await pool.query("SELECT FROM telemetry.operation_log WHERE end_ns = $1", [
      `${now - 1000}000000`,
    ]);
    expect(rowCount).toBe(1);
  }
});
