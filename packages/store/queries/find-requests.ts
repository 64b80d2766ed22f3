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
            replace(trace_id::text, '-', '') AS "traceId", resource.service, ${METHOD} AS method, ${ROUTE} AS route,
            ${HTTP_STATUS} AS "httpStatus", request.attributes ->> 'client.address' AS "clientAddress",
            request.attributes ->> 'user_agent.original' AS "userAgent", ${FAILED} AS failed
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

/** Figures of each route over the window, busiest first, at most 200 routes. */
export async function summariseRoutes(pool: Pool, filter: RequestFilter): Promise<RouteFiguresRow[]> {
  const { conditions, values } = requestConditions(filter);
  const { rows } = await pool.query<RouteFiguresRow>(
    `SELECT service, ${METHOD} AS method, ${ROUTE} AS route, count(*)::float8 AS count,
            count(*) FILTER (WHERE ${FAILED})::float8 AS errors,
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

const COLUMNS = "end_ns, duration_ns, span_id, trace_id, resource_id, status, name, attributes";
// Older instrumentations say http.method and http.status_code.
const METHOD = `coalesce(request.attributes ->> 'http.request.method', request.attributes ->> 'http.method', '')`;
const ROUTE = "coalesce(request.attributes ->> 'http.route', request.name)";
const HTTP_STATUS = `coalesce(request.attributes ->> 'http.response.status_code',
  request.attributes ->> 'http.status_code')::integer`;
const FAILED = `(request.status = 2 OR coalesce(${HTTP_STATUS} >= 500, false))`;

function requestConditions({ from, to, service, route, statusClass }: RequestFilter) {
  const values: unknown[] = [nanoseconds(from), nanoseconds(to)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = ["kind = 2"];
  if (service !== undefined) {
    conditions.push(
      `resource_id = ANY(ARRAY(SELECT resource_id FROM telemetry.resource WHERE service = ${bind(service)}))`,
    );
  }
  if (route !== undefined) conditions.push(`coalesce(attributes ->> 'http.route', name) = ${bind(route)}`);
  if (statusClass !== undefined) {
    const httpStatus =
      "coalesce(attributes ->> 'http.response.status_code', attributes ->> 'http.status_code')";
    conditions.push(`left(${httpStatus}, 1) = ${bind(String(statusClass))}`);
  }
  return { conditions, values, bind };
}
