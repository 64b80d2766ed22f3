import type pg from "pg";
import { mergeSketchList, SKETCH_LIST } from "../queries/sketch-list.ts";
import type { CompactionChunk, CompactionStep } from "./compact.ts";

const SUMS = ["count", "errors", "over_warning", "over_critical", "rows", "bytes", "sum_ns"] as const;

/** Whole numbers stay text, as PostgreSQL sent them. */
type MergedRow = Record<(typeof SUMS)[number] | "max_ns", string> & {
  bucket: Date;
  operation_id: number;
  enclosed: boolean;
  sketches: Uint8Array;
};

/** Adds up a chunk by bucket, operation and enclosed: figures in SQL, sketches here. */
export async function mergePulses(
  client: pg.PoolClient,
  { from, to, seconds }: CompactionStep,
  { sourceIds, after, upto, target }: CompactionChunk,
): Promise<void> {
  const { rows } = await client.query<MergedRow>(
    `SELECT date_bin($4 * interval '1 second', bucket, 'epoch') AS bucket, operation_id, enclosed,
       ${SUMS.map((name) => `sum(${name}) AS ${name}`).join(", ")}, max(max_ns) AS max_ns, ${SKETCH_LIST} AS sketches
     FROM unnest($1::integer[], $2::bigint[], $3::bigint[]) AS chunk(source_id, after, upto)
     CROSS JOIN LATERAL (
       SELECT * FROM telemetry.${from} f
       WHERE f.source_id = chunk.source_id AND f.sequence > chunk.after AND f.sequence <= chunk.upto
       OFFSET 0
     ) AS pulses
     GROUP BY 1, 2, 3
     ORDER BY 1, 2, 3`,
    [sourceIds, after, upto, seconds],
  );
  await client.query(
    `INSERT INTO telemetry.${to} (source_id, sequence, bucket, operation_id, enclosed, ${SUMS.join(", ")}, max_ns, sketch)
     SELECT $1, $2, merged.*
     FROM unnest($3::timestamptz[], $4::integer[], $5::boolean[], $6::bigint[], $7::bigint[], $8::bigint[],
       $9::bigint[], $10::bigint[], $11::bigint[], $12::numeric[], $13::bigint[], $14::bytea[]) AS merged`,
    [
      target.sourceId,
      target.sequence,
      rows.map(({ bucket }) => bucket),
      rows.map(({ operation_id }) => operation_id),
      rows.map(({ enclosed }) => enclosed),
      ...SUMS.map((name) => rows.map((row) => row[name])),
      rows.map(({ max_ns }) => max_ns),
      rows.map(({ sketches }) => Buffer.from(mergeSketchList(sketches).encode())),
    ],
  );
}
