import type pg from "pg";
import { boundLiteral, PARTITIONED, plannedPartitions, type Partition } from "./partition-plan.ts";

const DAY_MS = 86_400_000;
const LOCK = 0x70617274;

/**
 * Makes every partition that rows from 24 hours late to `aheadMs` (7 days) ahead need, and rows that expire up to a year ahead. Idempotent; two callers
 * wait for each other. Inserts go on meanwhile: ATTACH takes SHARE UPDATE EXCLUSIVE where CREATE … PARTITION OF
 * would lock the parent whole.
 */
export async function createPartitions(pool: pg.Pool, now: Date, aheadMs = 7 * DAY_MS): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SET lock_timeout = '5s'");
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const present = await attachedPartitions(client);
    for (const partitioned of PARTITIONED) {
      const missing = plannedPartitions(partitioned, now, aheadMs).filter(({ name }) => !present.has(name));
      // A statement a table is one transaction: no partition is left between CREATE and ATTACH.
      if (missing.length > 0)
        await client.query(
          missing
            .map((partition) => attachment(partition, (time) => boundLiteral(partitioned, time)))
            .join("\n"),
        );
    }
  } finally {
    // Closing the connection gives back the lock and the setting.
    client.release(true);
  }
}

async function attachedPartitions(client: pg.PoolClient): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE c.relnamespace IN ('telemetry'::regnamespace, 'quality'::regnamespace) AND c.relkind = 'r'`,
  );
  return new Set(rows.map(({ name }) => name));
}

function attachment({ schema, table, name, from, to }: Partition, literal: (time: Date) => string): string {
  return `
    CREATE TABLE ${schema}.${name} (LIKE ${schema}.${table} INCLUDING ALL);
    ALTER TABLE ${schema}.${table} ATTACH PARTITION ${schema}.${name}
      FOR VALUES FROM (${literal(from)}) TO (${literal(to)});`;
}
