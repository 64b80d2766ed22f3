import { why } from "@mystocks/checks";
import type { LogEvent } from "@mystocks/events";
import { z } from "zod";
import type { FoundRun } from "../recorded/record-run.ts";
import { problemOf } from "../judge/problem-of.ts";

const QUALITY_EVENT = "mystocks.quality";

const figure = z.object({
  dataset: z.string().min(1).max(200),
  check: z.string().min(1).max(200),
  total: z.number().min(0),
  failed: z.number().min(0),
  threshold: z.number(),
});

/** Names that loaders give their checks, as the kinds of contracts. */
const KINDS: Readonly<Record<string, string>> = { duplicates: "duplicateValues" };

/**
 * A check that a service made itself, as the run it was; undefined for another log event, and for one without its
 * figures. Its day is that of the dataset's
 * zone. Repeated within one trace, as a loader does that tries again, it is the same run.
 */
export function loaderFigure(log: LogEvent, timeZoneOf: (dataset: string) => string): FoundRun | undefined {
  if (log.name !== QUALITY_EVENT) return undefined;
  const { success, data } = figure.safeParse(log.attributes);
  if (!success) return undefined;
  const { service, timeMs, traceId } = log;
  return {
    identity: { dataset: data.dataset, table: "", server: "", classification: "", owner: "" },
    origin: "service",
    originKey: JSON.stringify([service, data.dataset, data.check, traceId ?? timeMs]),
    cause: service,
    startedAt: new Date(timeMs),
    durationMs: 0,
    statements: 0,
    fingerprint: "",
    day: new Intl.DateTimeFormat("sv-SE", { timeZone: timeZoneOf(data.dataset) }).format(timeMs),
    isCurrent: true,
    isBackfill: false,
    asked: null,
    results: [resultOf(data)],
  };
}

/** A loader may count in shares, and then there is no number of rows to tell. */
const rowsOf = (count: number): number | null => (Number.isSafeInteger(count) ? count : null);

function resultOf({ check, total, failed, threshold }: z.infer<typeof figure>): FoundRun["results"][number] {
  const kind = KINDS[check] ?? check;
  const percent = total === 0 ? null : (failed / total) * 100;
  const isBroken = percent !== null && failed / total > threshold;
  const code = total === 0 ? "noRows" : "loaderFailed";
  const params = { failed, total, threshold };
  return {
    checkId: `loader/${check}`,
    kind,
    problem: problemOf(kind),
    columns: [],
    dimension: null,
    // A loader that looked at nothing has proved nothing.
    verdict: percent === null ? "skipped" : isBroken ? "fail" : "pass",
    value: percent,
    unit: "percent",
    bound: `<= ${Number((threshold * 100).toPrecision(6))} %`,
    failedRows: rowsOf(failed),
    totalRows: rowsOf(total),
    reason: { code, params },
    why: why(code, params),
    failed: [],
    sampleError: null,
    duplicates: [],
  };
}
