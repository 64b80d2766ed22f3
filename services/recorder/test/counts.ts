import type { PulseEvent } from "@mystocks/events";
import type pg from "pg";

/** Spans that are operations, by operation name. */
export type Counts = Record<string, number>;

export async function countsInSpans(pool: pg.Pool): Promise<Counts> {
  const { rows } = await pool.query<{ operation: string; count: string }>(
    "SELECT operation, count(*) FROM telemetry.span JOIN telemetry.operation USING (operation_id) GROUP BY 1",
  );
  return sorted(rows.map(({ operation, count }) => [operation, Number(count)]));
}

export async function countsInPulses(pool: pg.Pool): Promise<Counts> {
  const { rows } = await pool.query<{ operation: string; count: string }>(
    `SELECT operation, sum(count) AS count
     FROM telemetry.pulse_1s JOIN telemetry.operation USING (operation_id) GROUP BY 1`,
  );
  return sorted(rows.map(({ operation, count }) => [operation, Number(count)]));
}

/** By event id, as a consumer with a high-water mark counts. */
export function countsInEvents(events: readonly PulseEvent[]): Counts {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  for (const { source, partition, sequence, pulses } of events) {
    const id = `${source}/${partition}/${sequence}`;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const { operation, count } of pulses)
      counts.set(operation.operation, (counts.get(operation.operation) ?? 0) + count);
  }
  return sorted([...counts]);
}

function sorted(entries: [string, number][]): Counts {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
