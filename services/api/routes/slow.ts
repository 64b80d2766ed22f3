import { readCursor, writeCursor, defineRoute, type Route } from "@mystocks/runtime";
import { findExecutions } from "@mystocks/store";
import { z } from "zod";
import { executionListSchema } from "../contract.ts";
import { FAILED_MARK, shownExecutions, SLOW_MARKS } from "../executions.ts";
import { isFiltering, matches, operationsById } from "../operations.ts";
import type { RouteParts } from "../parts.ts";
import { resolveWindow, shownWindow, windowQuery } from "../window.ts";
import { cursorQuery, limitQuery, operationFilterQuery } from "./parameters.ts";

const query = z.strictObject({
  ...windowQuery,
  ...operationFilterQuery,
  failed: z.enum(["true", "false"]).default("false"),
  order: z.enum(["newest", "slowest"]).default("newest"),
  limit: limitQuery,
  cursor: cursorQuery,
});

const position = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  endNs: z.string(),
  durationNs: z.string(),
  spanId: z.string(),
});

export function slowRoute({ pool, nowMs }: RouteParts): Route {
  return defineRoute({
    method: "get",
    path: "/operations/slow",
    summary:
      "Single executions from the warning threshold on or, with failed=true, those that failed. " +
      "A database operation inside a tracked one is left out unless kind=database asks for it.",
    needs: "viewer",
    params: z.strictObject({}),
    query,
    answer: executionListSchema,
    async run({ query }) {
      const after = query.cursor === undefined ? undefined : readCursor(query.cursor, query, position);
      const window = resolveWindow(after ?? query, nowMs());
      const { service, classification, database, kind, search, order, limit } = query;
      const filter = { service, classification, database, kind, search };
      const operations = await operationsById(pool);
      const wanted = [...operations.values()].filter((key) => matches(key, filter));
      const rows = await findExecutions(pool, {
        ...window,
        marks: query.failed === "true" ? FAILED_MARK : SLOW_MARKS,
        operationIds: isFiltering(filter) ? wanted.map(({ id }) => id) : undefined,
        outermost: kind !== "database",
        order,
        after: after && {
          endNs: BigInt(after.endNs),
          durationNs: BigInt(after.durationNs),
          spanId: after.spanId,
        },
        limit: limit + 1,
      });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const { from, to } = shownWindow(window);
      return {
        window: shownWindow(window),
        items: await shownExecutions(pool, page, operations),
        next:
          last === undefined
            ? null
            : writeCursor(
                { from, to, endNs: `${last.endNs}`, durationNs: `${last.durationNs}`, spanId: last.spanId },
                query,
              ),
      };
    },
  });
}
