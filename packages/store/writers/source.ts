import type pg from "pg";

/** Where a source stands: what its next batch begins with, the number of its last batch, and of its last published one. */
export interface SourcePosition {
  sourceId: number;
  next: number;
  sequence: number;
  published: number;
  /** Numbers of the last dead letter, and of the last published one. */
  deadLetters: number;
  deadLettersPublished: number;
}

export async function openSource(
  client: pg.ClientBase | pg.Pool,
  source: string,
  partition: number,
): Promise<SourcePosition> {
  await client.query(
    "INSERT INTO telemetry.source (source, partition) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    [source, partition],
  );
  const { rows } = await client.query<{
    source_id: number;
    next: string;
    sequence: string;
    published: string;
    dead_letters_numbered: string;
    dead_letters_published: string;
  }>(
    `SELECT source_id, next, sequence, published, dead_letters_numbered, dead_letters_published
     FROM telemetry.source WHERE source = $1 AND partition = $2`,
    [source, partition],
  );
  const row = rows[0]!;
  return {
    sourceId: row.source_id,
    next: Number(row.next),
    sequence: Number(row.sequence),
    published: Number(row.published),
    deadLetters: Number(row.dead_letters_numbered),
    deadLettersPublished: Number(row.dead_letters_published),
  };
}

/** Losing this after a crash only publishes a batch or a dead letter again, so it does not wait for the disk. */
export async function recordPublished(
  pool: pg.Pool,
  sourceId: number,
  { batch, deadLetter }: { batch: number; deadLetter: number },
): Promise<void> {
  await pool.query(
    `WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
     UPDATE telemetry.source
     SET published = greatest(published, $2), dead_letters_published = greatest(dead_letters_published, $3)
     FROM relaxed WHERE source_id = $1`,
    [sourceId, batch, deadLetter],
  );
}
