import { findStatementsBelow } from "@mystocks/store";
import type pg from "pg";
import type { TracedSpan } from "../delivery/told.ts";
import type { Execution } from "./exemplars.ts";
import { within } from "./within.ts";

/**
 * The executions with their SQL, which is in the store. Without it when the store does not answer in time.
 * isWhole: each has its SQL. It may be stored after the pulse that tells of the execution; some have none.
 */
export async function tracedSpans(
  pool: pg.Pool,
  executions: readonly Execution[],
  { publicUrl, patienceMs }: { publicUrl: string; patienceMs: number },
): Promise<{ spans: TracedSpan[]; isWhole: boolean }> {
  const statements = await within(patienceMs, statementsOf(pool, executions));
  const spans = executions.map(({ operation, exemplar }) => {
    const sql = statements?.get(exemplar.spanId);
    return {
      traceId: exemplar.traceId,
      spanId: exemplar.spanId,
      operation: operation.operation,
      durationMs: Number(BigInt(exemplar.durationNs) / 1000n) / 1000,
      failed: exemplar.failed,
      url: `${publicUrl}/traces/${exemplar.traceId}`,
      ...(sql !== undefined && { sql }),
    };
  });
  return { spans, isWhole: spans.every(({ sql }) => sql !== undefined) };
}

async function statementsOf(pool: pg.Pool, executions: readonly Execution[]): Promise<Map<string, string>> {
  if (executions.length === 0) return new Map();
  return findStatementsBelow(
    pool,
    executions.map(({ exemplar: { traceId, spanId, endNs, durationNs } }) => ({
      traceId,
      spanId,
      endNs: BigInt(endNs),
      durationNs: BigInt(durationNs),
    })),
  );
}
