import type pg from "pg";
import { ALERTS_A_COMMIT, type AlertCursor } from "./alert-position.ts";
import type { AlertEventData } from "./contract.ts";

export interface StoredAlert {
  sourceId: number;
  /** See ALERTS_A_COMMIT. */
  number: number;
  data: AlertEventData;
}

interface AlertRow {
  source_id: number;
  number: number;
  service: string;
  time_ms: number;
  attributes: Record<string, unknown>;
  body: string | null;
  trace_id: string | null;
}

/** Tells one store from another that has taken its place. */
export async function readStoreId(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(`
    SELECT d.oid || '-' || (extract(epoch FROM min(m.applied_at)) * 1000000)::bigint AS id
    FROM store.migration m, pg_database d
    WHERE d.datname = current_database()
    GROUP BY d.oid`);
  return rows[0]!.id;
}

/** By source, then number; at most `limit`. */
export async function readAlertsAfter(
  pool: pg.Pool,
  cursor: AlertCursor,
  limit: number,
): Promise<StoredAlert[]> {
  const { rows } = await pool.query<AlertRow>(
    `
    WITH held AS (
      SELECT * FROM unnest($1::integer[], $2::bigint[]) AS held (source_id, number)
    ), numbered AS (
      SELECT s.source_id, coalesce(h.number, 0) AS held_number, l.resource_id, l.time_ns, l.attributes, l.body, l.trace_id,
        l.sequence * $3::bigint - 1
          + row_number() OVER (PARTITION BY l.source_id, l.sequence ORDER BY l.time_ns, l.payload_hash) AS number
      FROM telemetry.source s
        LEFT JOIN held h USING (source_id)
        JOIN telemetry.log_event l ON l.event_name = 'mystocks.alert' AND l.source_id = s.source_id
          AND l.sequence >= coalesce(h.number, 0) / $3::bigint
    )
    SELECT source_id, number::float8 AS number, service, (time_ns / 1000000)::float8 AS time_ms,
      n.attributes, body, replace(trace_id::text, '-', '') AS trace_id
    FROM numbered n JOIN telemetry.resource USING (resource_id)
    WHERE number > held_number
    ORDER BY source_id, number
    LIMIT $4`,
    [[...cursor.keys()], [...cursor.values()], ALERTS_A_COMMIT, limit],
  );
  return rows.map((row) => ({ sourceId: row.source_id, number: row.number, data: alertData(row) }));
}

/** The number of each source's last alert that is stored. */
export async function readAlertHead(pool: pg.Pool): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ source_id: number; number: number }>(
    `
    SELECT s.source_id, (last.sequence * $1::bigint - 1 + (
      SELECT count(*) FROM telemetry.log_event l
      WHERE l.event_name = 'mystocks.alert' AND l.source_id = s.source_id AND l.sequence = last.sequence
    ))::float8 AS number
    FROM telemetry.source s CROSS JOIN LATERAL (
      SELECT max(sequence) AS sequence FROM telemetry.log_event l
      WHERE l.event_name = 'mystocks.alert' AND l.source_id = s.source_id
    ) AS last
    WHERE last.sequence IS NOT NULL`,
    [ALERTS_A_COMMIT],
  );
  return new Map(rows.map(({ source_id, number }) => [source_id, number]));
}

export interface KeptAfter {
  sourceId: number;
  /** What came after the cursor is all there: its own alert is, or the commit that followed it. */
  isWhole: boolean;
  /** Sequence of the first commit after the cursor's with an alert that is stored. */
  firstSequence: number | null;
}

export async function readKeptAfter(pool: pg.Pool, cursor: AlertCursor): Promise<KeptAfter[]> {
  const { rows } = await pool.query<{ source_id: number; is_whole: boolean; first_sequence: number | null }>(
    `
    SELECT s.source_id,
      EXISTS (
        SELECT FROM telemetry.log_event l
        WHERE l.event_name = 'mystocks.alert' AND l.source_id = s.source_id AND l.sequence <= h.sequence
      ) OR EXISTS (
        SELECT FROM telemetry.pulse_batch b WHERE b.source_id = s.source_id AND b.sequence <= h.sequence + 1
      ) AS is_whole,
      (
        SELECT min(sequence)::float8 FROM telemetry.log_event l
        WHERE l.event_name = 'mystocks.alert' AND l.source_id = s.source_id AND l.sequence > h.sequence
      ) AS first_sequence
    FROM telemetry.source s
      LEFT JOIN unnest($1::integer[], $2::bigint[]) AS held (source_id, number) USING (source_id)
      CROSS JOIN LATERAL (SELECT coalesce(held.number, 0) / $3::bigint AS sequence) AS h`,
    [[...cursor.keys()], [...cursor.values()], ALERTS_A_COMMIT],
  );
  return rows.map((row) => ({
    sourceId: row.source_id,
    isWhole: row.is_whole,
    firstSequence: row.first_sequence,
  }));
}

function alertData({ service, time_ms, attributes, body, trace_id }: AlertRow): AlertEventData {
  const text = (key: string, missing: string) => {
    const value = attributes[key];
    return typeof value === "string" ? value : missing;
  };
  return {
    service,
    timeMs: time_ms,
    level: text("level", "ERROR"),
    type: text("type", ""),
    title: text("title", ""),
    message: text("message", body ?? ""),
    traceId: trace_id,
  };
}
