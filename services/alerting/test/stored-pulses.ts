import type { PulseEvent } from "@mystocks/events";
import { ExponentialHistogram } from "@mystocks/histogram";
import { insertOperations } from "@mystocks/store";
import type pg from "pg";

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
  const operations = new Map(
    (await insertOperations(pool, names.map(identityOf))).map((one) => [one.operation, one]),
  );
  const events = seconds.map((one, at) => eventOf(one, operations.get(one.operation)!, at + 1));
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

function identityOf(operation: string) {
  return {
    service: "market-data",
    operation,
    type: "",
    kind: "tracked" as const,
    classification: "DAILY_KLINE",
    databaseSystem: "postgresql",
    database: "",
    collection: "daily_kline",
  };
}

function eventOf(
  { second, seconds, errors }: Second,
  operation: PulseEvent["pulses"][number]["operation"],
  sequence: number,
): PulseEvent {
  const histogram = new ExponentialHistogram();
  for (const value of seconds) histogram.record(value);
  const pulse = {
    operation,
    second,
    count: seconds.length,
    errors,
    overWarning: seconds.filter((value) => value > 2).length,
    overCritical: seconds.filter((value) => value > 5).length,
    enclosed: false,
    rows: 10,
    bytes: 0,
    sumSeconds: histogram.sum,
    maxSeconds: histogram.max,
    sketch: Buffer.from(histogram.encode()).toString("base64"),
    exemplars: [],
  };
  return {
    source: "test",
    partition: 0,
    sequence,
    observedSecond: second,
    pulses: [pulse],
    samples: [],
    logs: [],
  };
}
