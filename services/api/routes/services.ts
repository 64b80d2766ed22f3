import { defineRoute, type Route } from "@mystocks/runtime";
import { readPulses } from "@mystocks/store";
import { z } from "zod";
import { serviceListSchema } from "../contract.ts";
import { operationsById } from "../operations.ts";
import type { RouteParts } from "../parts.ts";
import { readServices } from "../services.ts";
import { resolveWindow, shownWindow, windowQuery } from "../window.ts";

export function servicesRoute(parts: RouteParts): Route {
  const { pool, nowMs } = parts;
  return defineRoute({
    method: "get",
    path: "/services",
    summary: "Every service that was ever seen; live when it spoke in the last 30 seconds",
    needs: "viewer",
    params: z.strictObject({}),
    query: z.strictObject(windowQuery),
    answer: serviceListSchema,
    async run({ query }) {
      const window = resolveWindow(query, nowMs());
      const [operations, { rows }] = await Promise.all([
        operationsById(pool),
        readPulses(pool, { ...window, by: "operation", totalsOnly: true }),
      ]);
      return { window: shownWindow(window), items: await readServices(parts, window, operations, rows) };
    },
  });
}
