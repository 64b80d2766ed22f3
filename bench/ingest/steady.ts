import type pg from "pg";
import { testSpans, tracesBody } from "@mystocks/recorder/testing";
import { OPERATIONS } from "./load.ts";
import { sendAll } from "./send.ts";
import { emptyStore, sizeOf } from "./stored.ts";

const EXPORT_EVERY_MS = 200;
const SERVICES = 4;
const SPANS_PER_EXPORT = 250;

/**
 * What pulses take when services export as the SDK does: four services, each 250 spans every 200 ms, so 5,000
 * spans a second of 100 operations. Bytes of pulse_1s with its index, for each operation and second.
 */
export async function measureSteady(
  pool: pg.Pool,
  port: number,
  { seconds, first }: { seconds: number; first: number },
): Promise<Record<string, number>> {
  await emptyStore(pool);
  let next = first;
  const startMs = performance.now();
  for (let turn = 0; turn < (seconds * 1000) / EXPORT_EVERY_MS; turn++) {
    await until(startMs + turn * EXPORT_EVERY_MS);
    const bodies = Array.from({ length: SERVICES }, (_, service) => {
      const spans = testSpans(next + service * SPANS_PER_EXPORT, SPANS_PER_EXPORT, {
        operations: OPERATIONS,
      });
      return tracesBody(`service-${service}`, spans);
    });
    next += SERVICES * SPANS_PER_EXPORT;
    await sendAll(port, bodies, SERVICES);
  }
  const { rows } = await pool.query<{ rows: string; cells: string }>(
    `SELECT count(*) AS rows, count(DISTINCT (bucket, operation_id, enclosed)) AS cells FROM telemetry.pulse_1s`,
  );
  const [counted] = rows;
  return {
    bytes_per_operation_second: Math.round((await sizeOf(pool, "pulse_1s")) / Number(counted!.cells)),
    pulse_rows_per_operation_second: Math.round((Number(counted!.rows) / Number(counted!.cells)) * 100) / 100,
  };
}

function until(timeMs: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(0, timeMs - performance.now())));
}
