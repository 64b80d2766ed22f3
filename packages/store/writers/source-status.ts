import type pg from "pg";

export interface SourceStatus {
  sourceId: number;
  /** Undefined for a source without offsets. */
  highWatermark: number | undefined;
  fetchedAtMs: number | undefined;
  queuedRecords: number;
  queuedBytes: number;
  oldestQueuedAtMs: number | undefined;
}

/** Says how the sources of one owner stand now, for the pipeline page. Worth nothing after a crash. */
export async function reportSources(
  pool: pg.Pool,
  owner: string,
  sources: readonly SourceStatus[],
): Promise<void> {
  if (sources.length === 0) return;
  await pool.query(
    `WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
     INSERT INTO telemetry.source_status (source_id, owner, reported_at, high_watermark, fetched_at, queued_records,
                                          queued_bytes, oldest_queued_at)
     SELECT g.source_id, $1, clock_timestamp(), g.high_watermark, g.fetched_at, g.queued_records, g.queued_bytes,
       g.oldest_queued_at
     FROM relaxed, unnest($2::integer[], $3::bigint[], $4::timestamptz[], $5::integer[], $6::bigint[], $7::timestamptz[])
       AS g (source_id, high_watermark, fetched_at, queued_records, queued_bytes, oldest_queued_at)
     ORDER BY g.source_id
     ON CONFLICT (source_id) DO UPDATE SET
       owner = excluded.owner, reported_at = excluded.reported_at, high_watermark = excluded.high_watermark,
       fetched_at = excluded.fetched_at, queued_records = excluded.queued_records,
       queued_bytes = excluded.queued_bytes, oldest_queued_at = excluded.oldest_queued_at`,
    [
      owner,
      sources.map((source) => source.sourceId),
      sources.map((source) => source.highWatermark ?? null),
      sources.map((source) => timeOf(source.fetchedAtMs)),
      sources.map((source) => source.queuedRecords),
      sources.map((source) => source.queuedBytes),
      sources.map((source) => timeOf(source.oldestQueuedAtMs)),
    ],
  );
}

const timeOf = (unixMs: number | undefined) => (unixMs === undefined ? null : new Date(unixMs));
