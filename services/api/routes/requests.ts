import { readCursor, writeCursor, defineRoute, type Route } from "@mystocks/runtime";
import { findRequests, readSpanHorizon, summariseRoutes, type RequestRow } from "@mystocks/store";
import { z } from "zod";
import { requestListSchema, type Request } from "../contract.ts";
import { isoOfNs, msOfNs } from "../nanoseconds.ts";
import type { RouteParts } from "../parts.ts";
import { later, resolveWindow, shownWindow, windowQuery } from "../window.ts";
import { cursorQuery, limitQuery } from "./parameters.ts";

const query = z.strictObject({
  ...windowQuery,
  service: z.string().min(1).max(200).optional().describe("The name of a service, 1 to 200 characters"),
  route: z.string().min(1).max(500).optional().describe("A route template, such as /klines/:symbol"),
  status: z.enum(["1xx", "2xx", "3xx", "4xx", "5xx"]).optional(),
  limit: limitQuery,
  cursor: cursorQuery,
});

const position = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  endNs: z.string(),
  spanId: z.string(),
});

export function requestsRoute({ pool, nowMs }: RouteParts): Route {
  return defineRoute({
    method: "get",
    path: "/requests",
    summary: "HTTP requests that services answered, newest first, and the figures of each route",
    needs: "viewer",
    params: z.strictObject({}),
    query,
    answer: requestListSchema,
    async run({ query }) {
      const after = query.cursor === undefined ? undefined : readCursor(query.cursor, query, position);
      const window = resolveWindow(after ?? query, nowMs());
      const { service, route, status, limit } = query;
      const filter = {
        ...window,
        service,
        route,
        statusClass: status === undefined ? undefined : Number(status[0]),
      };
      const routesFrom = later(window.from, await readSpanHorizon(pool));
      const [rows, routes] = await Promise.all([
        findRequests(pool, {
          ...filter,
          after: after && { endNs: BigInt(after.endNs), spanId: after.spanId },
          limit: limit + 1,
        }),
        summariseRoutes(pool, { ...filter, from: routesFrom }),
      ]);
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const { from, to } = shownWindow(window);
      return {
        window: shownWindow(window),
        items: page.map(shownRequest),
        next:
          last === undefined
            ? null
            : writeCursor({ from, to, endNs: `${last.endNs}`, spanId: last.spanId }, query),
        routesFrom: routesFrom.toISOString(),
        routes: routes.map(({ p50Ns, p95Ns, maxNs, ...figures }) => ({
          ...figures,
          p50Ms: msOfNs(p50Ns),
          p95Ms: msOfNs(p95Ns),
          maxMs: msOfNs(maxNs),
        })),
      };
    },
  });
}

function shownRequest({ endNs, durationNs, httpStatus, ...row }: RequestRow): Request {
  return { ...row, status: httpStatus, endedAt: isoOfNs(endNs), durationMs: msOfNs(durationNs) };
}
