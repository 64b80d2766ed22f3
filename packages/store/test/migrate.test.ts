import { afterEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import type pg from "pg";
import { createPartitions, migrate, openStorePool, schemaVersion, storeTemplate } from "../index.ts";

const open: { pools: pg.Pool[]; databases: TestDatabase[] } = { pools: [], databases: [] };

afterEach(async () => {
  await Promise.all(open.pools.splice(0).map((pool) => pool.end()));
  await Promise.all(open.databases.splice(0).map((database) => database.drop()));
});

async function database(template?: typeof storeTemplate): Promise<() => pg.Pool> {
  const created = await openTestDatabase(template);
  open.databases.push(created);
  return () => {
    const pool = openStorePool({ url: created.url, applicationName: "test" });
    open.pools.push(pool);
    return pool;
  };
}

test("an empty database has schema 0, and two migrators at once leave one complete schema", async () => {
  const connect = await database();
  const pools = [connect(), connect(), connect()];
  expect(await schemaVersion(pools[0]!)).toBe(0);
  await Promise.all(pools.map((pool) => migrate(pool)));
  const { rows } = await pools[0]!.query("SELECT number, count(*)::int FROM store.migration GROUP BY number");
  expect(rows.length).toBe(await schemaVersion(pools[0]!));
  expect(rows.every(({ count }) => count === 1)).toBe(true);
});

test("a newer schema that needs newer code is refused, one that does not is left alone", async () => {
  const pool = (await database(storeTemplate))();
  await pool.query("INSERT INTO store.migration VALUES (9998, '9998_later.sql', '', 0)");
  await pool.query(
    "UPDATE store.migration SET number = (SELECT count(*) FROM store.migration) WHERE number = 9998",
  );
  await migrate(pool);
  await pool.query("UPDATE store.migration SET oldest_code = number WHERE name = '9998_later.sql'");
  await expect(migrate(pool)).rejects.toMatchObject({ code: "SCHEMA_TOO_NEW" });
});

test("a migration changed after it was applied is refused by name", async () => {
  const pool = (await database(storeTemplate))();
  await pool.query("UPDATE store.migration SET checksum = 'other' WHERE number = 1");
  await expect(migrate(pool)).rejects.toThrow("0001_telemetry.sql");
});

test("partitions reach from 24 hours back to 7 days ahead, whoever makes them and however often", async () => {
  const connect = await database(storeTemplate);
  const [pool, other] = [connect(), connect()];
  const now = new Date();
  await Promise.all([createPartitions(pool, now), createPartitions(other, now)]);
  await createPartitions(pool, now);
  const spanEndingAt = (ms: number) =>
    pool.query(
      `INSERT INTO telemetry.span (end_ns, duration_ns, span_id, trace_id, resource_id, kind, status, marks, name)
       VALUES ($1, 1, 1, gen_random_uuid(), 1, 1, 0, 0, 'x')`,
      [`${ms}000000`],
    );
  await spanEndingAt(now.getTime() - 24 * 3_600_000);
  await spanEndingAt(now.getTime() + 7 * 24 * 3_600_000);
  await expect(spanEndingAt(now.getTime() + 9 * 24 * 3_600_000)).rejects.toThrow("no partition");
});
