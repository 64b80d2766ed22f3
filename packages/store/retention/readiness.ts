import type pg from "pg";
import type { StoredPartition } from "./stored-partitions.ts";

const TIER_OF: Record<string, string> = {
  pulse_1s: "1s",
  pulse_1m: "1m",
  pulse_1h: "1h",
  sample_1s: "sample_1s",
  sample_1m: "sample_1m",
};

/** Why an expired partition may not go yet, or undefined. */
export async function reasonToWait(
  client: pg.ClientBase,
  { table, name }: StoredPartition,
): Promise<string | undefined> {
  const tier = TIER_OF[table];
  if (tier !== undefined && (await hasUncompacted(client, name, tier))) return "not compacted yet";
  if (table === "pulse_batch" && (await hasUnpublished(client, name))) return "not published yet";
  if (table === "dead_letter" && (await hasUntold(client, name))) return "not published yet";
  return undefined;
}

async function hasUntold(client: pg.ClientBase, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM telemetry.source s
     WHERE EXISTS (
       SELECT FROM telemetry.${name} d WHERE d.source_id = s.source_id AND d.number > s.dead_letters_published)
     LIMIT 1`,
  );
  return rowCount !== 0;
}

async function hasUncompacted(client: pg.ClientBase, name: string, tier: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM telemetry.source s
     LEFT JOIN telemetry.compaction c ON c.source_id = s.source_id AND c.tier = $1
     WHERE EXISTS (
       SELECT FROM telemetry.${name} p WHERE p.source_id = s.source_id AND p.sequence > coalesce(c.sequence, 0))
     LIMIT 1`,
    [tier],
  );
  return rowCount !== 0;
}

async function hasUnpublished(client: pg.ClientBase, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM telemetry.source s
     WHERE EXISTS (SELECT FROM telemetry.${name} b WHERE b.source_id = s.source_id AND b.sequence > s.published)
     LIMIT 1`,
  );
  return rowCount !== 0;
}
