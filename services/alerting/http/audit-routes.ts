import { bindRoute, readCursor, writeCursor, type Route } from "@mystocks/runtime";
import { readAudit } from "@mystocks/store/alerting";
import { z } from "zod";
import { declarations } from "../declarations.ts";
import { shownTime } from "./alert-view.ts";
import type { HttpParts } from "./parts.ts";

const position = z.strictObject({ beforeId: z.string() });

export function auditRoutes({ pool }: HttpParts): Route[] {
  return [
    bindRoute(declarations.readAudit, async ({ query }) => {
      const { limit, cursor, subject } = query;
      const before = cursor === undefined ? {} : readCursor(cursor, query, position);
      const found = await readAudit(pool, {
        ...before,
        ...(subject !== undefined && { subject }),
        limit: limit + 1,
      });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map(({ auditId, atMs, ...rest }) => ({ id: auditId, at: shownTime(atMs), ...rest })),
        next: last === undefined ? null : writeCursor({ beforeId: last.auditId }, query),
      };
    }),
  ];
}
