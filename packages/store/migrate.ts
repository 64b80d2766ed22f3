import { join } from "node:path";
import { MonitorError } from "@mystocks/runtime";
import type pg from "pg";
import { readMigrations, type Migration } from "./migration-files.ts";

const FOLDER = join(import.meta.dirname, "migrations");
const LOCK = 0x6d737472;

interface Applied {
  number: number;
  name: string;
  checksum: string;
  oldest_code: number;
}

/**
 * Brings the schema up to this code's version: forward only, one transaction a file, safe when several start at
 * once. A schema newer than the code is left alone when it says that this code still runs on it; otherwise
 * MonitorError SCHEMA_TOO_NEW.
 */
export async function migrate(pool: pg.Pool, folder = FOLDER): Promise<void> {
  const migrations = await readMigrations(folder);
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const applied = await readApplied(client);
    refuseNewer(applied, migrations.length);
    refuseChanged(applied, migrations);
    for (const migration of migrations.slice(applied.length)) await apply(client, migration);
  } finally {
    // Closing the connection gives the lock back, whatever state a failed migration left it in.
    client.release(true);
  }
}

/** The number of the newest migration that the store has; 0 for an empty database. */
export async function schemaVersion(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ exists: boolean }>(
    "SELECT to_regclass('store.migration') IS NOT NULL AS exists",
  );
  if (!rows[0]!.exists) return 0;
  const newest = await pool.query<{ number: number }>(
    "SELECT coalesce(max(number), 0) AS number FROM store.migration",
  );
  return newest.rows[0]!.number;
}

/** The number that `migrate` of this code brings a store to. */
export async function codeSchemaVersion(folder = FOLDER): Promise<number> {
  return (await readMigrations(folder)).length;
}

async function readApplied(client: pg.PoolClient): Promise<Applied[]> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS store;
    CREATE TABLE IF NOT EXISTS store.migration (
      number      integer PRIMARY KEY,
      name        text NOT NULL,
      checksum    text NOT NULL,
      oldest_code integer NOT NULL,
      applied_at  timestamptz NOT NULL DEFAULT now()
    )`);
  const { rows } = await client.query<Applied>(
    "SELECT number, name, checksum, oldest_code FROM store.migration ORDER BY number",
  );
  return rows;
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  const { number, name, checksum, oldestCode, sql } = migration;
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      "INSERT INTO store.migration (number, name, checksum, oldest_code) VALUES ($1, $2, $3, $4)",
      [number, name, checksum, oldestCode],
    );
    await client.query("COMMIT");
  } catch (error) {
    throw new MonitorError("INTERNAL", `migration ${name} failed: ${(error as Error).message}`, {
      cause: error,
      remedy: "Nothing of it was applied. Mend what the message names and start again.",
    });
  }
}

function refuseNewer(applied: readonly Applied[], codeVersion: number): void {
  const oldestCode = Math.max(0, ...applied.map((row) => row.oldest_code));
  if (applied.length <= codeVersion || oldestCode <= codeVersion) return;
  throw new MonitorError(
    "SCHEMA_TOO_NEW",
    `The store has schema ${applied.length}, which needs code of schema ${oldestCode} or newer; this is ${codeVersion}.`,
    { remedy: "Start the newer version, or restore the store from before the upgrade." },
  );
}

function refuseChanged(applied: readonly Applied[], migrations: readonly Migration[]): void {
  const changed = applied.find(({ checksum }, index) => {
    const migration = migrations[index];
    return migration !== undefined && migration.checksum !== checksum;
  });
  if (changed === undefined) return;
  throw new MonitorError(
    "INTERNAL",
    `migration ${changed.name} differs from what was applied to this store`,
    {
      remedy: "Migrations never change after release. For data you can do without: npm run reset.",
    },
  );
}
