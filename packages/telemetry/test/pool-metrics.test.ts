import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Pool } from "pg";

import type { TestDatabase } from "@mystocks/embedded-postgres";
import { openTestDatabase } from "@mystocks/embedded-postgres";

import { MetricsCollector } from "../metrics-collector.ts";
import type { InMemorySdk } from "./in-memory-sdk.ts";
import { startInMemorySdk } from "./in-memory-sdk.ts";

const LABELS = "database=postgresql,pool_name=main";

let sdk: InMemorySdk;
let database: TestDatabase;
let pool: Pool;
let remove: () => void;
beforeEach(async () => {
  sdk = startInMemorySdk();
  database = await openTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  // `end` doesn't wait for the server to close; dropping the database may cut a connection that is on its way out.
  pool.on("error", () => {});
  remove = new MetricsCollector().addPgPool(pool, { database: "postgresql", poolName: "main" });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
  await sdk.shutdown();
});

const now = async (what: string) => (await sdk.values(`mystocks_db_connections_${what}`))[LABELS];

test("an exhausted pool shows what is in use, waiting and at most, and how long the wait was", async () => {
  const [first, second] = await Promise.all([pool.connect(), pool.connect()]);
  const third = pool.query("SELECT 1");
  expect([await now("active"), await now("idle"), await now("waiting"), await now("max")]).toEqual([
    2, 0, 1, 2,
  ]);
  first.release();
  await third;
  second.release();
  expect([await now("active"), await now("idle"), await now("waiting")]).toEqual([0, 2, 0]);
  expect(await sdk.values("mystocks_db_connection_wait_seconds")).toEqual({ [LABELS]: 3 });
});

test("a connection that can't be had is counted by its code, and the caller gets the error", async () => {
  const away = new Pool({ connectionString: "postgres://127.0.0.1:1/x" });
  const takeOut = new MetricsCollector().addPgPool(away, { database: "postgresql", poolName: "away" });
  await expect(away.query("SELECT 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  expect(await sdk.values("mystocks_db_connection_errors_total")).toEqual({
    "database=postgresql,error_type=ECONNREFUSED": 1,
  });
  takeOut();
  await away.end();
});

test("a pool that is taken out is as it was", async () => {
  remove();
  expect(await now("max")).toBeUndefined();
  await pool.query("SELECT 1");
  expect(await sdk.values("mystocks_db_connection_wait_seconds")).toEqual({});
});
