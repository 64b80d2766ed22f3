import type { Pool } from "pg";
import { signedSpanId } from "./find-executions.ts";
import { nanoseconds, spansInWindow } from "./spans.ts";

export interface RequestRow {
  endNs: bigint;
  durationNs: bigint;
  spanId: string;
  traceId: string;
  service: string;
  method: string;
  route: string;
  httpStatus: number | null;
  clientAddress: string | null;
  userAgent: string | null;
  failed: boolean;
}

export interface RequestFilter {
  from: Date;
  to: Date;
  service?: string | undefined;
  route?: string | undefined;
  /** First digit of the HTTP status. */
  statusClass?: number | undefined;
}

export interface RequestQuery extends RequestFilter {
  /** Only requests before this one. */
  after?: { endNs: bigint; spanId: string } | undefined;
  limit: number;
}

// Older instrumentations say http.method and http.status_code. What is no three digits is no status.
const METHOD = "coalesce(attributes ->> 'http.request.method', attributes ->> 'http.method', '')";
const ROUTE = "coalesce(attributes ->> 'http.route', name)";
const STATUS_TEXT = "coalesce(attributes ->> 'http.response.status_code', attributes ->> 'http.status_code')";
const HTTP_STATUS = `CASE WHEN ${STATUS_TEXT} ~ '^\\d{3}$' THEN (${STATUS_TEXT})::integer END`;
const FAILED = `(status = 2 OR marks & 4 <> 0 OR coalesce(${HTTP_STATUS} >= 500, false))`;

const COLUMNS = `end_ns, duration_ns, span_id, trace_id, resource_id, ${METHOD} AS method, ${ROUTE} AS route,
      ${HTTP_STATUS} AS http_status, ${FAILED} AS failed, attributes ->> 'client.address' AS client_address,
      attributes ->> 'user_agent.original' AS user_agent`;

/** Server spans, newest first. */
export async function findRequests(pool: Pool, query: RequestQuery): Promise<RequestRow[]> {
  const { conditions, values, bind } = requestConditions(query);
  if (query.after !== undefined) {
    const { endNs, spanId } = query.after;
    conditions.push(`(end_ns, span_id) < (${bind(endNs)}::bigint, ${bind(signedSpanId(spanId))}::bigint)`);
  }
  const { rows } = await pool.query<
    Omit<RequestRow, "endNs" | "durationNs"> & { endNs: string; durationNs: string }
  >(
    `SELECT end_ns AS "endNs", duration_ns AS "durationNs", lpad(to_hex(span_id), 16, '0') AS "spanId",
            replace(trace_id::text, '-', '') AS "traceId", service, method, route,
            http_status AS "httpStatus", client_address AS "clientAddress", user_agent AS "userAgent", failed
     FROM (
       SELECT * FROM (${spansInWindow(COLUMNS, conditions.join(" AND "))}) AS span
       ORDER BY end_ns DESC, span_id DESC
       LIMIT ${bind(query.limit)}
     ) AS request
     JOIN telemetry.resource USING (resource_id)
     ORDER BY end_ns DESC, span_id DESC`,
    values,
  );
  return rows.map((row) => ({ ...row, endNs: BigInt(row.endNs), durationNs: BigInt(row.durationNs) }));
}

export interface RouteFiguresRow {
  service: string;
  method: string;
  route: string;
  count: number;
  errors: number;
  /** Exact, of the stored spans. */
  p50Ns: number;
  p95Ns: number;
  maxNs: number;
}

/** Figures of each route over the window, which must lie after the span horizon; busiest first, at most 200 routes. */
export async function summariseRoutes(pool: Pool, filter: RequestFilter): Promise<RouteFiguresRow[]> {
  const { conditions, values } = requestConditions(filter);
  const { rows } = await pool.query<RouteFiguresRow>(
    `SELECT service, method, route, count(*)::float8 AS count,
            count(*) FILTER (WHERE failed)::float8 AS errors,
            percentile_disc(0.5) WITHIN GROUP (ORDER BY duration_ns)::float8 AS "p50Ns",
            percentile_disc(0.95) WITHIN GROUP (ORDER BY duration_ns)::float8 AS "p95Ns",
            max(duration_ns)::float8 AS "maxNs"
     FROM (${spansInWindow(COLUMNS, conditions.join(" AND "))}) AS request
     JOIN telemetry.resource USING (resource_id)
     GROUP BY 1, 2, 3
     ORDER BY 4 DESC, 1, 2, 3
     LIMIT 200`,
    values,
  );
  return rows;
}

function requestConditions({ from, to, service, route, statusClass }: RequestFilter) {
  const values: unknown[] = [nanoseconds(from), nanoseconds(to)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = ["kind = 2"];
  if (service !== undefined) {
    conditions.push(
      `resource_id = ANY(ARRAY(SELECT resource_id FROM telemetry.resource WHERE service = ${bind(service)}))`,
    );
  }
  if (route !== undefined) conditions.push(`${ROUTE} = ${bind(route)}`);
  if (statusClass !== undefined) {
    conditions.push(`left(${STATUS_TEXT}, 1) = ${bind(String(statusClass))}`);
  }
  return { conditions, values, bind };
}
