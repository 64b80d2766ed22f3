import type { PulseEvent } from "@mystocks/events";
import { insertOperations } from "@mystocks/store";
import { operationRow } from "@mystocks/store/testing";
import type pg from "pg";
import { operationPulse } from "../testing/operation-pulse.ts";

/** What one operation did in one second. */
export interface Second {
  /** Unix seconds. */
  second: number;
  operation: string;
  seconds: readonly number[];
  errors: number;
}

/** Writes them as a recorder commits them, and gives the same as the events that it publishes. */
export async function storePulses(pool: pg.Pool, seconds: readonly Second[]): Promise<PulseEvent[]> {
  const names = [...new Set(seconds.map(({ operation }) => operation))];
  const stored = await insertOperations(
    pool,
    names.map((operation) => operationRow({ operation })),
  );
  const operations = new Map(stored.map((one) => [one.operation, one]));
  const events = seconds.map((one, at) => ({
    source: "test",
    partition: 0,
    sequence: at + 1,
    observedSecond: one.second,
    pulses: [operationPulse(operations.get(one.operation)!, one)],
    samples: [],
    logs: [],
  }));
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO telemetry.source (source, partition, sequence, published) VALUES ('test', 0, $1, $1) RETURNING source_id AS id",
    [events.length],
  );
  const pulses = events.map(({ sequence, pulses: [pulse] }) => ({ ...pulse!, sequence }));
  await pool.query(
    `INSERT INTO telemetry.pulse_1s (source_id, sequence, observed_at, bucket, operation_id, count, errors,
       over_warning, over_critical, enclosed, rows, bytes, sum_ns, max_ns, sketch)
     SELECT $1, sequence, now(), to_timestamp(second), (operation->>'id')::integer, count, errors, "overWarning",
       "overCritical", false, rows, bytes, round("sumSeconds" * 1e9), round("maxSeconds" * 1e9), decode(sketch, 'base64')
     FROM json_to_recordset($2) AS r(sequence bigint, second float8, operation json, count bigint, errors bigint,
       "overWarning" bigint, "overCritical" bigint, rows bigint, bytes bigint, "sumSeconds" numeric,
       "maxSeconds" numeric, sketch text)`,
    [rows[0]!.id, JSON.stringify(pulses)],
  );
  return events;
}
