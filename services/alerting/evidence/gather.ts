import type { AlertEvent } from "@mystocks/events";
import type { Matcher } from "@mystocks/promql";
import type pg from "pg";
import type { ToldEvidence } from "../delivery/told.ts";
import type { Exemplars } from "./exemplars.ts";
import { failedRows } from "./find-rows.ts";
import { tracedSpans } from "./find-spans.ts";

export interface GatherParts {
  pool: pg.Pool;
  exemplars: Exemplars;
  /** Leaf selectors of the rule that made the alert, recording rules followed. */
  selectorsOf: (alert: AlertEvent["alert"]) => readonly (readonly Matcher[])[];
  publicUrl: string;
}

/** Missing evidence never delays a page by more than this. */
const PATIENCE_MS = 200;
const BEFORE_MS = 5 * 60_000;
const MOST_SPANS = 3;

/** What explains the alert, of the minutes before it began. */
export async function gather(parts: GatherParts, event: Pick<AlertEvent, "alert">): Promise<ToldEvidence> {
  return (await gatherNow(parts, event)).evidence;
}

/** isWhole: something was found, in time, and each execution with its SQL. */
export async function gatherNow(
  { pool, exemplars, selectorsOf, publicUrl }: GatherParts,
  { alert }: Pick<AlertEvent, "alert">,
): Promise<{ evidence: ToldEvidence; isWhole: boolean }> {
  const executions = exemplars.find({
    labels: alert.labels,
    selectors: selectorsOf(alert),
    sinceMs: alert.activeSinceMs - BEFORE_MS,
    limit: MOST_SPANS,
  });
  const [traced, rows] = await Promise.all([
    tracedSpans(pool, executions, { publicUrl, patienceMs: PATIENCE_MS }),
    failedRows(pool, alert.labels, { patienceMs: PATIENCE_MS }),
  ]);
  const runbook = alert.annotations["runbook_url"];
  return {
    evidence: { spans: traced.spans, rows: rows ?? [], ...(runbook !== undefined && { runbook }) },
    isWhole: traced.isWhole && rows !== undefined && traced.spans.length + rows.length > 0,
  };
}
