import {
  levelOf,
  MonitorError,
  thresholdsOf,
  type Thresholds,
  defineRoute,
  type Route,
} from "@mystocks/runtime";
import { readTrace, type TraceSpanRow } from "@mystocks/store";
import { z } from "zod";
import { traceSchema, type OperationKey, type TraceSpan } from "../contract.ts";
import { errorText, levelOfMarks } from "../executions.ts";
import { isoOfNs, msOfNs } from "../nanoseconds.ts";
import { operationsById } from "../operations.ts";
import type { RouteParts } from "../parts.ts";
import { traceTree, type TreeNode } from "../trace-tree.ts";

const MAX_SPANS = 10_000;
const KINDS = ["internal", "internal", "server", "client", "producer", "consumer"] as const;

type StoredSpan = TraceSpanRow & { startNs: bigint };

export function traceRoute({ pool, config }: RouteParts): Route {
  return defineRoute({
    method: "get",
    path: "/traces/{traceId}",
    summary: "All stored spans of a trace as a waterfall, at most 10,000",
    needs: "viewer",
    params: z.strictObject({
      traceId: z
        .string()
        .regex(/^[0-9a-fA-F]{32}$/)
        .describe("32 hexadecimal digits"),
    }),
    query: z.strictObject({}),
    answer: traceSchema,
    async run({ params: { traceId } }) {
      const rows = await readTrace(pool, traceId, MAX_SPANS);
      if (rows.length === 0) {
        throw new MonitorError("NOT_FOUND", `No span of trace ${traceId} is stored.`, {
          field: "traceId",
          remedy: "It has not come yet, or retention has taken it: ordinary traces are kept for a day.",
        });
      }
      const spans = rows.map((row) => ({ ...row, startNs: row.endNs - row.durationNs }));
      const { nodes, complete } = traceTree(spans);
      const operations = await operationsById(pool);
      const startNs = spans[0]!.startNs;
      const endNs = spans.reduce((latest, span) => (span.endNs > latest ? span.endNs : latest), startNs);
      return {
        traceId: traceId.toLowerCase(),
        startedAt: isoOfNs(startNs),
        durationMs: msOfNs(endNs - startNs),
        services: [...new Set(nodes.map(({ span }) => span.service))],
        complete: complete && rows.length < MAX_SPANS,
        spans: nodes.map((node) => shownSpan(node, startNs, operations, thresholdsOf(config, ""))),
      };
    },
  });
}

function shownSpan(
  { span, depth, selfNs }: TreeNode<StoredSpan>,
  traceStartNs: bigint,
  operations: ReadonlyMap<number, OperationKey>,
  general: Thresholds,
): TraceSpan {
  const operation = span.operationId === null ? undefined : operations.get(span.operationId);
  const durationMs = msOfNs(span.durationNs);
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    depth,
    service: span.service,
    name: span.name,
    kind: KINDS[span.kind] ?? "internal",
    offsetMs: msOfNs(span.startNs - traceStartNs),
    durationMs,
    selfMs: msOfNs(selfNs),
    failed: span.status === 2,
    error:
      span.status === 2 ? errorText(span.statusMessage, String(span.attributes["error.type"] ?? "")) : null,
    level: operation === undefined ? levelOf(durationMs, general) : levelOfMarks(span.marks),
    operation: operation ?? null,
    statement: span.statement,
    rows: span.rows,
    attributes: span.attributes,
  };
}
