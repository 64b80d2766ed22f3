import type pg from "pg";
import type { Outcome } from "../scenario.ts";

interface Span {
  from: Date;
  until: Date;
}

/** What must be so of every instant of every job of every second, after `from` and until `until`. */
export async function judgeLedger(pool: pg.Pool, span: Span): Promise<Outcome> {
  const given = [span.from, span.until];
  const count = async (statement: string) =>
    Number((await pool.query<{ count: string }>(`${SLOTS} ${statement}`, given)).rows[0]!.count);
  const slots = await count("SELECT count(*) FROM slot");
  const rows = await count("SELECT count(*) FROM slot JOIN jobs.run USING (job, planned)");
  const checks: [figure: string, statement: string, broken: string][] = [
    [
      "missing",
      "SELECT count(*) FROM slot LEFT JOIN jobs.run r USING (job, planned) WHERE r.job IS NULL",
      "instants have no row",
    ],
    [
      "surplus",
      "SELECT count(*) FROM jobs.run r WHERE planned > $1 AND planned <= $2 AND NOT EXISTS (SELECT FROM slot WHERE slot.job = r.job AND slot.planned = r.planned)",
      "rows are of no planned instant",
    ],
    [
      "open",
      "SELECT count(*) FROM slot JOIN jobs.run USING (job, planned) WHERE state IN ('running', 'requested')",
      "instants came to no end",
    ],
    [
      "not_done",
      "SELECT count(*) FROM slot JOIN jobs.run USING (job, planned) WHERE state = 'ok' AND NOT EXISTS (SELECT FROM jobs_test.effect e WHERE e.job = slot.job AND e.planned = slot.planned)",
      "runs are ok without having done anything",
    ],
    [
      "done_unasked",
      "SELECT count(*) FROM slot JOIN jobs.run USING (job, planned) WHERE attempt = 0 AND EXISTS (SELECT FROM jobs_test.effect e WHERE e.job = slot.job AND e.planned = slot.planned)",
      "instants that never ran did something",
    ],
    [
      "doubled",
      "SELECT count(*) FROM (SELECT FROM jobs_test.effect JOIN slot USING (job, planned) GROUP BY job, planned, attempt HAVING count(*) > 1) d",
      "attempts did their work twice",
    ],
    [
      "caught_up_on_too_few",
      "SELECT count(*) FROM slot JOIN jobs.run USING (job, planned) JOIN jobs.job j USING (job) WHERE jsonb_typeof(j.policy -> 'catchUp') = 'object' AND state NOT IN ('ok', 'failed')",
      "instants of jobs that catch up on all did not run",
    ],
  ];
  const figures: Record<string, number> = { slots, rows };
  const broken: string[] = [];
  for (const [figure, statement, what] of checks) {
    const found = await count(statement);
    figures[figure] = found;
    if (found > 0) broken.push(`${found} ${what}`);
  }
  return { figures: { ...figures, ...(await fatesOf(pool, span)), ...(await lateness(pool, span)) }, broken };
}

/** All seconds of the span, of all jobs. */
const SLOTS = `WITH slot AS (
  SELECT job, planned FROM jobs.job,
    generate_series(date_trunc('second', $1::timestamptz) + interval '1 second', $2, interval '1 second') planned
)`;

async function fatesOf(pool: pg.Pool, { from, until }: Span): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ state: string; runs: number; again: number }>(
    `SELECT state, count(*)::int AS runs, count(*) FILTER (WHERE attempt > 1)::int AS again
     FROM jobs.run WHERE planned > $1 AND planned <= $2 GROUP BY state ORDER BY state`,
    [from, until],
  );
  const again = rows.reduce((sum, row) => sum + row.again, 0);
  return { ...Object.fromEntries(rows.map(({ state, runs }) => [state, runs])), runs_taken_over: again };
}

async function lateness(pool: pg.Pool, span: Span): Promise<Record<string, number>> {
  const { p50, p99 } = await latenessOf(pool, span);
  return { lateness_p50_seconds: p50, lateness_p99_seconds: p99 };
}

/** How late instants began that began. */
export async function latenessOf(
  pool: pg.Pool,
  { from, until }: Span,
): Promise<{ count: number; p50: number; p99: number }> {
  const { rows } = await pool.query<{ count: number; p50: number; p99: number }>(
    `SELECT count(*)::int AS count,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM claimed_at - planned)::float8) AS p50,
       percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM claimed_at - planned)::float8) AS p99
     FROM jobs.run WHERE planned > $1 AND planned <= $2 AND attempt > 0`,
    [from, until],
  );
  return rows[0]!;
}
