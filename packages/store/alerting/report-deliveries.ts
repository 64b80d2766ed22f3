import type pg from "pg";
import type { Attempted } from "./notifications.ts";

/** A report that a receiver is to be told of. */
export interface ReportDelivery {
  reportId: string;
  receiver: string;
  /** The same at each attempt. */
  deliveryId: string;
  /** This one included. */
  attempts: number;
  createdMs: number;
  /** As quality has made it. */
  report: unknown;
}

/** Notes that these receivers are to be told of every report made since; those that are noted stay as they are. */
export async function noteReportDeliveries(
  pool: pg.Pool,
  { receivers, since }: { receivers: readonly string[]; since: Date },
): Promise<void> {
  await pool.query(
    `INSERT INTO alerting.report_delivery (report_id, receiver, delivery_id)
     SELECT report_id, receiver, ${DELIVERY_ID}
     FROM quality.report, unnest($1::text[]) AS receiver
     WHERE made_at >= $2
     ON CONFLICT DO NOTHING`,
    [receivers, since],
  );
}

/** One report for a receiver that stands in for another. */
export async function noteReportDelivery(
  pool: pg.Pool,
  { reportId, receiver }: Pick<ReportDelivery, "reportId" | "receiver">,
): Promise<void> {
  await pool.query(
    `INSERT INTO alerting.report_delivery (report_id, receiver, delivery_id)
     SELECT report_id, receiver, ${DELIVERY_ID}
     FROM (SELECT $1::bigint AS report_id, $2::text AS receiver) AS one
     ON CONFLICT DO NOTHING`,
    [reportId, receiver],
  );
}

const DELIVERY_ID = `encode(sha256(convert_to('report/' || report_id || '/' || receiver, 'UTF8')), 'hex')`;

/** What is due for these receivers, claimed until `claimMs` from now: when whoever took it dies, it is due again. */
export async function claimReportDeliveries(
  pool: pg.Pool,
  { receivers, claimMs }: { receivers: readonly string[]; claimMs: number },
): Promise<ReportDelivery[]> {
  const { rows } = await pool.query<ReportDelivery>(
    `WITH due AS MATERIALIZED (
       SELECT report_id, receiver FROM alerting.report_delivery
       WHERE state = 'waiting' AND receiver = ANY ($1) AND next_attempt_at <= clock_timestamp()
       FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE alerting.report_delivery AS held
       SET next_attempt_at = clock_timestamp() + $2 * interval '1 millisecond', attempts = attempts + 1
       FROM due WHERE held.report_id = due.report_id AND held.receiver = due.receiver
       RETURNING held.*
     )
     SELECT report_id::text AS "reportId", receiver, delivery_id AS "deliveryId", attempts,
       (extract(epoch FROM created_at) * 1000)::float8 AS "createdMs", report
     FROM claimed JOIN quality.report USING (report_id)
     ORDER BY report_id`,
    [receivers, claimMs],
  );
  return rows;
}

/** What became of an attempt. */
export async function recordReportDelivery(
  pool: pg.Pool,
  { reportId, receiver }: Pick<ReportDelivery, "reportId" | "receiver">,
  attempted: Attempted,
): Promise<void> {
  const failed = attempted.state === "sent" ? undefined : attempted;
  const retryMs = attempted.state === "waiting" ? attempted.retryMs : 0;
  await pool.query(
    `UPDATE alerting.report_delivery
     SET state = $3, last_error = $4, last_status = $5,
       next_attempt_at = clock_timestamp() + $6::float8 * interval '1 millisecond',
       sent_at = CASE WHEN $3 = 'sent' THEN clock_timestamp() END
     WHERE report_id = $1 AND receiver = $2`,
    [reportId, receiver, attempted.state, failed?.error ?? null, failed?.status ?? null, retryMs],
  );
}
