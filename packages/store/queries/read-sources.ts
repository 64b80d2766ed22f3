import type { Pool } from "pg";

export interface SourceSignalRow {
  received: number;
  stored: number;
  duplicates: number;
  /** By reason. */
  dropped: Record<string, number>;
}

/** All that one source of the recorder has brought since it began, and where it stands. */
export interface SourceRow {
  source: string;
  partition: number;
  /** Where its next batch begins: of a Kafka partition the offset. */
  next: number;
  /** Commits, and how many of them are published. */
  sequence: number;
  published: number;
  records: number;
  deadLetters: number;
  /** Offsets that were passed over without a record. */
  missing: number;
  signals: Record<"spans" | "samples" | "logs", SourceSignalRow>;
  /** The latest time of what is stored; undefined when nothing is. */
  newestMs: number | undefined;
  committedMs: number | undefined;
  /** What its owner said of itself last. */
  status: { reportedMs: number; queuedRecords: number; oldestQueuedMs: number | undefined } | undefined;
}

interface Row {
  source: string;
  partition: number;
  next: number;
  sequence: number;
  published: number;
  records: number;
  dead_letters: number;
  missing: number;
  signals: SourceRow["signals"];
  newest_ms: number | null;
  committed_ms: number | null;
  reported_ms: number | null;
  queued_records: number | null;
  oldest_queued_ms: number | null;
}

/** Every source of the recorder, of one moment. */
export async function readSources(pool: Pool): Promise<SourceRow[]> {
  const { rows } = await pool.query<Row>(
    `SELECT s.source, s.partition, s.next::float8 AS next, s.sequence::float8 AS sequence,
       s.published::float8 AS published, s.records::float8 AS records, s.dead_letters::float8 AS dead_letters,
       s.missing::float8 AS missing,
       extract(epoch FROM s.newest_at)::float8 * 1000 AS newest_ms,
       extract(epoch FROM s.committed_at)::float8 * 1000 AS committed_ms,
       extract(epoch FROM t.reported_at)::float8 * 1000 AS reported_ms,
       t.queued_records, extract(epoch FROM t.oldest_queued_at)::float8 * 1000 AS oldest_queued_ms,
       (SELECT jsonb_object_agg(g.signal, jsonb_build_object(
            'received', g.received, 'stored', g.stored, 'duplicates', g.duplicates,
            'dropped', (SELECT coalesce(jsonb_object_agg(d.reason, d.count), '{}') FROM telemetry.dropped d
                        WHERE d.source_id = s.source_id AND d.signal = g.signal)))
        FROM (VALUES
          ('spans', s.spans_received, s.spans, s.span_duplicates),
          ('samples', s.samples_received, s.samples, s.sample_duplicates),
          ('logs', s.logs_received, s.logs, s.log_duplicates)
        ) AS g (signal, received, stored, duplicates)) AS signals
     FROM telemetry.source s LEFT JOIN telemetry.source_status t USING (source_id)
     ORDER BY s.source, s.partition`,
  );
  return rows.map(sourceOf);
}

function sourceOf(row: Row): SourceRow {
  const { source, partition, next, sequence, published, records, missing, signals } = row;
  return {
    source,
    partition,
    next,
    sequence,
    published,
    records,
    deadLetters: row.dead_letters,
    missing,
    signals,
    newestMs: row.newest_ms ?? undefined,
    committedMs: row.committed_ms ?? undefined,
    status:
      row.reported_ms === null
        ? undefined
        : {
            reportedMs: row.reported_ms,
            queuedRecords: row.queued_records ?? 0,
            oldestQueuedMs: row.oldest_queued_ms ?? undefined,
          },
  };
}
