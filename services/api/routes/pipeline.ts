import { defineRoute, type Route } from "@mystocks/runtime";
import { z } from "zod";
import { pipelineSchema } from "../contract.ts";
import { pipelineOf } from "../pipeline/answer.ts";
import type { Readings } from "../pipeline/watch.ts";
import { resolveWindow, windowQuery } from "../window.ts";

export function pipelineRoute(readings: Readings, nowMs: () => number): Route {
  return defineRoute({
    method: "get",
    path: "/pipeline",
    summary:
      "Every hop of the telemetry now: rate, what waits, its state and why; what was sent, stored and lost in the window",
    needs: "viewer",
    params: z.strictObject({}),
    query: z.strictObject(windowQuery),
    answer: pipelineSchema,
    async run({ query }) {
      const { from, to } = resolveWindow(query, nowMs());
      // A window that ends now ends with the newest reading, not with the last full second.
      const toMs = query.to === undefined ? Infinity : to.getTime();
      return pipelineOf(await readings(), { fromMs: from.getTime(), toMs });
    },
  });
}
