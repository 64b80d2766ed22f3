import type { PulseExemplar } from "@mystocks/events";
import type pg from "pg";
import type { BinaryRows } from "./binary-rows.ts";
import type { ChunkPool } from "./chunk-pool.ts";
import { copyRows } from "./copy-rows.ts";

/** What one commit added to one operation in one second of event time. */
export interface PulseDelta {
  operationId: number;
  /** Unix time of the end of the spans. */
  second: number;
  enclosed: boolean;
  count: number;
  errors: number;
  overWarning: number;
  overCritical: number;
  rows: number;
  bytes: number;
  sumNs: bigint;
  maxNs: bigint;
  /** Encoded ExponentialHistogram of seconds. */
  sketch: Uint8Array;
  exemplars: PulseExemplar[];
}

/** The commit a row belongs to. */
export interface BatchReference {
  sourceId: number;
  sequence: number;
  observedAtMs: number;
}

const COLUMNS = `source_id, sequence, observed_at, bucket, operation_id, count, errors, over_warning, over_critical,
  enclosed, rows, bytes, sum_ns, max_ns, sketch, exemplars`;

/** Copies the pulses and commits. */
export async function commitWithPulses(
  client: pg.ClientBase,
  chunks: ChunkPool,
  batch: BatchReference,
  pulses: readonly PulseDelta[],
): Promise<void> {
  if (pulses.length === 0) {
    await client.query("COMMIT");
    return;
  }
  const write = (to: BinaryRows) => {
    for (const pulse of pulses) encodePulse(to, batch, pulse);
  };
  await copyRows(client, `telemetry.pulse_1s (${COLUMNS})`, write, { chunks, after: "COMMIT" });
}

function encodePulse(to: BinaryRows, batch: BatchReference, pulse: PulseDelta): void {
  to.row(16);
  to.int32(batch.sourceId);
  to.int64Number(batch.sequence);
  to.timestamp(batch.observedAtMs);
  to.timestamp(pulse.second * 1000);
  to.int32(pulse.operationId);
  to.int64Number(pulse.count);
  to.int64Number(pulse.errors);
  to.int64Number(pulse.overWarning);
  to.int64Number(pulse.overCritical);
  to.boolean(pulse.enclosed);
  to.int64Number(pulse.rows);
  to.int64Number(pulse.bytes);
  to.numeric(pulse.sumNs);
  to.int64(pulse.maxNs);
  to.bytes(pulse.sketch);
  if (pulse.exemplars.length === 0) to.null();
  else to.jsonb(JSON.stringify(pulse.exemplars));
}
