import { createHash } from "node:crypto";
import type { AlertSnapshot, LogEvent } from "@mystocks/events";
import { levelOf } from "../judge/alert-row.ts";

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
  /** When it was told; of what a service tells, when that was said. */
  atMs: number;
  startedMs: number;
  /** null: it fires. */
  endedMs: number | null;
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
    rule: named(title),
    level: LEVELS.has(level) ? (level as AlertSnapshot["level"]) : "WARNING",
    type,
    labels: { alertname: title, service, type, severity: level.toLowerCase() || "warning" },
    annotations: {
      summary: title,
      description: text("message"),
      ...(details !== "" && { details }),
      ...(traceId !== undefined && { trace_id: traceId }),
    },
    atMs: timeMs,
    startedMs: timeMs,
    endedMs: null,
  };
}

/** An alert in the body of Alertmanager's webhook, version 4. */
export interface WebhookAlert {
  status: "firing" | "resolved";
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string | undefined;
}

/** What we read of a webhook, without alerts of ours that come back. */
export interface WebhookMessage {
  /** "" where it is not told. */
  receiver: string;
  /** How many alerts were cut, of `max_alerts`. */
  truncatedAlerts: number;
  alerts: readonly WebhookAlert[];
}

/** What Prometheus alerts on, by way of Alertmanager. Its fingerprint is of the labels alone: groups and routes change. */
export function prometheusAlert(alert: WebhookAlert, nowMs: number): OutsideAlert {
  const { labels, annotations, status, startsAt, endsAt, generatorURL } = alert;
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fingerprint: hash(["prometheus", sorted]),
    source: "prometheus",
    rule: named(labels["alertname"] ?? "alert of Prometheus"),
    // Who writes no severity still wants somebody to know.
    level: labels["severity"] === undefined ? "WARNING" : levelOf(labels),
    type: labels["type"] ?? "CUSTOM",
    labels,
    annotations: { ...annotations, ...(generatorURL !== undefined && { generator_url: generatorURL }) },
    atMs: nowMs,
    // Of a client that tells only an end, Alertmanager says that it starts then.
    startedMs: Math.min(timeOr(startsAt, nowMs), nowMs),
    endedMs: status === "firing" ? null : Math.min(timeOr(endsAt, nowMs), nowMs),
  };
}

/** A title may be a whole exception; the name that alerts are found by is looked up in an index, and short. */
const LONGEST_NAME = 200;
const named = (text: string) =>
  text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME - 1).toWellFormed()}…`;

function timeOr(text: string, otherMs: number): number {
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) || timeMs <= 0 ? otherMs : timeMs;
}

function hash(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
