import { bindRoute, MonitorError, readCursor, writeCursor, type Route } from "@mystocks/runtime";
import {
  countByRule,
  countFiring,
  countNotifications,
  findAlerts,
  readAlert,
  readAlertFacets,
  readAlertStatistics,
  readHistory,
  readLedger,
  readSimilarAlerts,
  urgencyOf,
  type AlertFilter,
  type AlertPlace,
  type StoredAlert,
} from "@mystocks/store/alerting";
import { z } from "zod";
import { alertEvidenceSchema, type AlertEvidence } from "../contract.ts";
import { declarations } from "../declarations.ts";
import { readFinding, type CheckFinding } from "../evidence/read-finding.ts";
import { snapshotOf } from "../judge/alert-row.ts";
import { shownAlert, shownTime, shownTimeOrNull } from "./alert-view.ts";
import { chartOfAlert } from "./chart-of-alert.ts";
import { alertsCsv } from "./csv.ts";
import type { HttpParts } from "./parts.ts";

const position = z.strictObject({ beforeId: z.string(), urgency: z.int().optional() });
const SIMILAR = 10;
const MOST_EXPORTED = 10_000;
const WEEK_MS = 7 * 86_400_000;

export function alertRoutes(parts: HttpParts): Route[] {
  const { pool, live, now } = parts;
  return [
    bindRoute(declarations.listAlerts, async ({ query }) => {
      const { limit, cursor, order, ...filter } = query;
      const after = cursor === undefined ? undefined : readCursor(cursor, query, position);
      const [found, firing, facets] = await Promise.all([
        findAlerts(pool, filterOf(filter), { order, after, limit: limit + 1 }),
        countFiring(pool),
        readAlertFacets(pool),
      ]);
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map(shownAlert),
        next: last === undefined ? null : writeCursor(placeOf(last, order), query),
        firing,
        facets,
      };
    }),
    bindRoute(declarations.exportAlerts, async ({ query, response }) => {
      const found = await findAlerts(pool, filterOf(query), { limit: MOST_EXPORTED });
      response.attachment("alerts.csv");
      return alertsCsv(found.map(shownAlert));
    }),
    bindRoute(declarations.alertStatistics, async ({ query }) => statisticsOf(parts, query)),
    bindRoute(declarations.readAlert, async ({ params }) => {
      const alert = await alertOf(parts, params.id);
      const [evidence, history, ledger, similar] = await Promise.all([
        evidenceOf(parts, alert),
        readHistory(pool, alert.alertId),
        readLedger(pool, alert.alertId),
        readSimilarAlerts(pool, alert, SIMILAR),
      ]);
      return {
        alert: shownAlert(alert),
        expression: ruleOf(parts, alert)?.expression.text ?? null,
        evidence,
        history: history.map(({ atMs, ...rest }) => ({ at: shownTime(atMs), ...rest })),
        notifications: ledger.map(({ createdMs, sentMs, ...rest }) => ({
          ...rest,
          createdAt: shownTime(createdMs),
          sentAt: shownTimeOrNull(sentMs),
        })),
        similar: similar.map(shownAlert),
      };
    }),
    bindRoute(declarations.alertChart, async ({ params }) => {
      const alert = await alertOf(parts, params.id);
      const kept = keptChart(alert, now());
      if (kept !== undefined) return kept;
      const expression = ruleOf(parts, alert)?.expression;
      return chartOfAlert({ alert, expression, store: live.store, nowMs: now() });
    }),
  ];
}

function placeOf(alert: StoredAlert, order: "newest" | "urgency"): AlertPlace {
  const beforeId = alert.alertId;
  return order === "urgency" ? { beforeId, urgency: urgencyOf(alert) } : { beforeId };
}

/** Seconds are live for a quarter of an hour; after that the chart is the one that was kept when it fired. */
function keptChart({ activeSinceMs, evidence }: StoredAlert, nowMs: number): string | undefined {
  const kept = z.object({ chart: z.string() }).safeParse(evidence);
  return kept.success && nowMs - activeSinceMs > 14 * 60_000 ? kept.data.chart : undefined;
}

export async function alertOf({ pool }: Pick<HttpParts, "pool">, id: string): Promise<StoredAlert> {
  const alert = await readAlert(pool, id);
  if (alert !== undefined) return alert;
  throw new MonitorError("NOT_FOUND", `There is no alert ${id}.`, {
    field: "id",
    remedy: "GET /api/v1/alerts lists those there are.",
  });
}

/** The rule in force that made the alert; of several with its name the one whose labels it has. */
function ruleOf({ rules }: HttpParts, { file, group, rule, labels }: StoredAlert) {
  const named = rules.groups
    .filter((one) => one.group.file === file && one.group.name === group)
    .flatMap((one) => one.group.rules.filter(({ name, kind }) => kind === "alert" && name === rule));
  return (
    named.find(
      (one) => one.kind !== "alert" || one.severity === undefined || one.severity === labels["severity"],
    ) ?? named[0]
  );
}

async function evidenceOf(parts: HttpParts, alert: StoredAlert): Promise<AlertEvidence> {
  const runbook = alert.annotations["runbook_url"] ?? null;
  const finding = await readFinding(parts.pool, alert.labels);
  const found = { runbook, ...shownFinding(finding) };
  const stored = alertEvidenceSchema.partial().safeParse(alert.evidence ?? {});
  if (stored.success && (stored.data.spans?.length ?? 0) + (stored.data.rows?.length ?? 0) > 0)
    return { spans: stored.data.spans ?? [], rows: stored.data.rows ?? [], ...found, isStored: true };
  const { spans, rows } = await parts.evidenceOf(snapshotOf(alert));
  return {
    spans: spans.map(({ traceId, spanId, operation, durationMs, failed, sql }) => ({
      traceId,
      spanId,
      operation,
      durationMs,
      failed,
      ...(sql !== undefined && { sql }),
    })),
    rows,
    ...found,
    isStored: false,
  };
}

function shownFinding(finding: CheckFinding | undefined): Pick<AlertEvidence, "finding" | "failingColumns"> {
  if (finding === undefined) return { finding: null, failingColumns: [] };
  const { columns, judgedAtMs, ...rest } = finding;
  return { finding: { ...rest, judgedAt: shownTime(judgedAtMs) }, failingColumns: columns };
}

interface AlertQuery extends Omit<AlertFilter, "isMuted" | "fromMs" | "toMs"> {
  muted?: "true" | "false" | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

function filterOf({ muted, from, to, ...filter }: AlertQuery): AlertFilter {
  return {
    ...filter,
    isMuted: muted === undefined ? undefined : muted === "true",
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  };
}

async function statisticsOf(
  { pool, now }: HttpParts,
  query: { from?: string | undefined; to?: string | undefined },
) {
  const toMs = query.to === undefined ? now() : Date.parse(query.to);
  const fromMs = query.from === undefined ? toMs - WEEK_MS : Date.parse(query.from);
  if (fromMs >= toMs)
    throw new MonitorError("PARAMETER_INVALID", "The window is empty: from is not before to.", {
      field: "from",
      allowed: ["a time before to"],
    });
  const window = { fromMs, toMs };
  const [all, byRule, notifications] = await Promise.all([
    readAlertStatistics(pool, window),
    countByRule(pool, window),
    countNotifications(pool, window),
  ]);
  const { total, CRITICAL, WARNING, INFO, meanSecondsToAcknowledge, meanSecondsToResolve } = all;
  return {
    from: shownTime(fromMs),
    to: shownTime(toMs),
    total,
    byLevel: { CRITICAL, WARNING, INFO },
    byRule,
    notifications,
    meanSecondsToAcknowledge,
    meanSecondsToResolve,
  };
}
