import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { createPartitions, insertOperations, migrate, openStorePool } from "@mystocks/store";
import { operationRow } from "@mystocks/store/testing";
import type pg from "pg";
import { fillTiers, generateOperations } from "../percentiles/generated-tiers.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A store with minutes of so many days, as compaction leaves them, of operations that never rest. */
export async function withFilledWeek<Answer>(
  { operations, days }: { operations: number; days: number },
  use: (pool: pg.Pool, nowMs: number) => Promise<Answer>,
): Promise<Answer> {
  const dataDir = await mkdtemp(join(tmpdir(), "preview-"));
  const server = await startEmbeddedPostgres({ dataDir });
  const pool = openStorePool({ url: server.url(), max: 3, applicationName: "bench" });
  try {
    await migrate(pool);
    const now = Math.floor(Date.now() / 1000);
    await createPartitions(pool, new Date((now - (days + 1) * DAY) * 1000), (days + 2) * DAY * 1000);
    const generated = generateOperations(operations);
    // Sorted as numbered: the store numbers operations in the order of their names.
    const names = generated.map(({ id }) => `load_${String(id).padStart(4, "0")}`);
    await insertOperations(
      pool,
      names.map((operation) => operationRow({ operation })),
    );
    const reach = { "1s": HOUR, "1m": days * DAY, "1h": DAY, "1d": DAY };
    await fillTiers(pool, { now, operations: generated, reach });
    return await use(pool, now * 1000);
  } finally {
    await pool.end();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
