import { createHash } from "node:crypto";
import type { AlertSnapshot, LogEvent } from "@mystocks/events";

/** An alert that somebody else has raised. */
export interface OutsideAlert {
  /** Of what does not change while it lasts: the same in every repetition. */
  fingerprint: string;
  source: "service" | "prometheus";
  rule: string;
  level: AlertSnapshot["level"];
  type: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  isFiring: boolean;
  atMs: number;
  startedMs: number;
}

const LEVELS = new Set(["CRITICAL", "WARNING", "INFO"]);

/** What a service told by `raiseAlert`; undefined for another log event. */
export function serviceAlert({
  name,
  service,
  timeMs,
  attributes,
  traceId,
}: LogEvent): OutsideAlert | undefined {
  if (name !== "mystocks.alert") return undefined;
  const text = (key: string) => {
    const value = attributes[key];
    return typeof value === "string" ? value : "";
  };
  const [type, title] = [text("type") || "CUSTOM", text("title") || "alert of a service"];
  const level = text("level");
  const details = text("details");
  return {
    fingerprint: hash(["service", service, type, title]),
    source: "service",
    rule: title,
    level: LEVELS.has(level) ? (level as AlertSnapshot["level"]) : "WARNING",
    type,
    labels: { alertname: title, service, type, severity: level.toLowerCase() || "warning" },
    annotations: {
      summary: title,
      description: text("message"),
      ...(details !== "" && { details }),
      ...(traceId !== undefined && { trace_id: traceId }),
    },
    isFiring: true,
    atMs: timeMs,
    startedMs: timeMs,
  };
}

/** An alert in the body of Alertmanager's webhook, version 4. */
export interface WebhookAlert {
  status: "firing" | "resolved";
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

/** What Prometheus alerts on, by way of Alertmanager. */
export function prometheusAlert(alert: WebhookAlert, nowMs: number): OutsideAlert {
  const { labels, annotations, status, startsAt, endsAt, generatorURL } = alert;
  const rule = labels["alertname"] ?? "alert of Prometheus";
  const severity = labels["severity"]?.toLowerCase() ?? "";
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fingerprint: hash(["prometheus", sorted]),
    source: "prometheus",
    rule,
    level:
      severity === "critical" || severity === "page" ? "CRITICAL" : severity === "info" ? "INFO" : "WARNING",
    type: labels["type"] ?? "CUSTOM",
    labels,
    annotations: { ...annotations, ...(generatorURL !== undefined && { generator_url: generatorURL }) },
    isFiring: status === "firing",
    atMs: status === "firing" ? nowMs : timeOr(endsAt, nowMs),
    startedMs: timeOr(startsAt, nowMs),
  };
}

function timeOr(text: string, otherMs: number): number {
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) || timeMs <= 0 ? otherMs : timeMs;
}

function hash(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
