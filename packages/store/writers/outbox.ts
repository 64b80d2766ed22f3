import type { LogEvent, OperationPulse, PulseEvent, SeriesSample } from "@mystocks/events";
import type pg from "pg";
import { publishedLabels } from "./labels.ts";

interface BatchRow {
  sequence: string;
  observed_at: Date;
}

/** Samples that came later than this after their time are in history, but a live reader has no use for them. */
const LIVE_SAMPLES = "interval '15 minutes'";

/**
 * The events of a source's batches with `sequence > after`, rebuilt from their rows, in order, at most `limit`.
 * Equal to what was handed over at the commit, but for samples over 15 minutes late.
 */
export async function readUnpublished(
  pool: pg.Pool,
  { sourceId, source, partition }: { sourceId: number; source: string; partition: number },
  after: number,
  limit: number,
): Promise<PulseEvent[]> {
  const { rows } = await pool.query<BatchRow>(
    `SELECT sequence, observed_at FROM telemetry.pulse_batch
     WHERE source_id = $1 AND sequence > $2
     ORDER BY sequence
     LIMIT $3`,
    [sourceId, after, limit],
  );
  const events: PulseEvent[] = [];
  for (const { sequence, observed_at } of rows) {
    events.push({
      source,
      partition,
      sequence: Number(sequence),
      observedSecond: Math.floor(observed_at.getTime() / 1000),
      pulses: await readPulses(pool, sourceId, sequence, observed_at),
      samples: await readSamples(pool, sourceId, sequence, observed_at),
      logs: await readLogs(pool, sourceId, sequence),
    });
  }
  return events;
}

async function readPulses(
  pool: pg.Pool,
  sourceId: number,
  sequence: string,
  observedAt: Date,
): Promise<OperationPulse[]> {
  const { rows } = await pool.query<OperationPulse & { sketch: unknown }>(
    `SELECT
       jsonb_build_object(
         'id', o.operation_id, 'service', o.service, 'operation', o.operation, 'type', o.type, 'kind', o.kind,
         'classification', o.classification, 'databaseSystem', o.database_system, 'database', o.database,
         'collection', o.collection) AS operation,
       extract(epoch FROM p.bucket)::float8 AS second,
       p.count::float8 AS count, p.errors::float8 AS errors, p.over_warning::float8 AS "overWarning",
       p.over_critical::float8 AS "overCritical", p.enclosed, p.rows::float8 AS rows, p.bytes::float8 AS bytes,
       (p.sum_ns * 0.000000001)::float8 AS "sumSeconds", (p.max_ns * 0.000000001)::float8 AS "maxSeconds",
       translate(encode(p.sketch, 'base64'), E'\\n', '') AS sketch,
       coalesce(p.exemplars, '[]') AS exemplars
     FROM telemetry.pulse_1s p JOIN telemetry.operation o USING (operation_id)
     WHERE p.source_id = $1 AND p.sequence = $2 AND p.observed_at = $3
     ORDER BY p.bucket, p.operation_id, p.enclosed`,
    [sourceId, sequence, observedAt],
  );
  return rows;
}

async function readSamples(
  pool: pg.Pool,
  sourceId: number,
  sequence: string,
  observedAt: Date,
): Promise<SeriesSample[]> {
  const { rows } = await pool.query<{
    name: string;
    type: SeriesSample["type"];
    labels: Record<string, string>;
    service: string;
    instance: string;
    time: Date;
    value: number;
    sum: number | null;
    sketch: Buffer | null;
  }>(
    `SELECT s.name, s.type, s.labels, r.service, r.instance, p.time, p.value, p.sum, p.sketch
     FROM telemetry.sample_1s p
       JOIN telemetry.series s USING (series_id)
       JOIN telemetry.resource r USING (resource_id)
     WHERE p.source_id = $1 AND p.sequence = $2 AND p.time >= $3::timestamptz - ${LIVE_SAMPLES}
     ORDER BY p.time, p.series_id`,
    [sourceId, sequence, observedAt],
  );
  return rows.map((row) => ({
    name: row.name,
    type: row.type,
    labels: publishedLabels(row.labels, row),
    timeMs: row.time.getTime(),
    value: row.value,
    ...(row.sum === null ? {} : { sum: row.sum }),
    ...(row.sketch === null ? {} : { sketch: row.sketch.toString("base64") }),
  }));
}

async function readLogs(pool: pg.Pool, sourceId: number, sequence: string): Promise<LogEvent[]> {
  const { rows } = await pool.query<{
    name: string;
    time_ns: string;
    service: string;
    severity: number;
    attributes: LogEvent["attributes"];
    trace_id: string | null;
  }>(
    `SELECT l.event_name AS name, l.time_ns, r.service, l.severity, l.attributes, l.trace_id
     FROM telemetry.log_event l JOIN telemetry.resource r USING (resource_id)
     WHERE l.source_id = $1 AND l.sequence = $2 AND l.event_name <> ''
     ORDER BY l.time_ns`,
    [sourceId, sequence],
  );
  return rows.map(({ name, time_ns, service, severity, attributes, trace_id }) => ({
    name,
    timeMs: Number(BigInt(time_ns) / 1_000_000n),
    service,
    severity,
    attributes,
    ...(trace_id === null ? {} : { traceId: trace_id.replaceAll("-", "") }),
  }));
}
