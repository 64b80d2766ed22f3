import { logs, SeverityNumber } from "@opentelemetry/api";

import { ALERT_EVENT, QUALITY_EVENT, SCOPE } from "./names.ts";

export interface ServiceAlert {
  level: "CRITICAL" | "WARNING" | "INFO";
  /** What kind of trouble, such as `SLOW_QUERY` or `CONNECTION_FAILURE`. */
  type: string;
  title: string;
  message: string;
  /** Sent as JSON text. What JSON can't hold (functions, cycles, bigint) is sent as its string. */
  details?: Record<string, unknown>;
}

export interface QualityResult {
  dataset: string;
  check: string;
  /** Rows looked at. */
  total: number;
  /** Rows that broke the promise. */
  failed: number;
  /** Largest share of failed rows (0 to 1) that still passes. */
  threshold: number;
}

const SEVERITY = {
  CRITICAL: SeverityNumber.FATAL,
  WARNING: SeverityNumber.WARN,
  INFO: SeverityNumber.INFO,
} as const;

/** Tells Monitor of trouble that only this service can see: a log event `mystocks.alert`. Never throws. */
export function raiseAlert(alert: ServiceAlert): void {
  const { level, type, title, message, details } = alert;
  logs.getLogger(SCOPE).emit({
    eventName: ALERT_EVENT,
    severityNumber: SEVERITY[level] ?? SeverityNumber.ERROR,
    severityText: level,
    body: message,
    attributes: {
      level,
      type,
      title,
      message,
      ...(details !== undefined && { details: jsonText(details) }),
    },
  });
}

/** Reports a check the service made itself: a log event `mystocks.quality`. Never throws. */
export function reportQuality(result: QualityResult): void {
  const { dataset, check, total, failed, threshold } = result;
  const broken = total > 0 && failed / total > threshold;
  logs.getLogger(SCOPE).emit({
    eventName: QUALITY_EVENT,
    severityNumber: broken ? SeverityNumber.WARN : SeverityNumber.INFO,
    severityText: broken ? "WARN" : "INFO",
    body: `${dataset} ${check}: ${failed} of ${total} rows failed`,
    attributes: { dataset, check, total, failed, threshold },
  });
}

function jsonText(details: Record<string, unknown>): string {
  const open = new Set<unknown>();
  try {
    return JSON.stringify(details, (_key, value: unknown) => {
      if (typeof value === "bigint" || typeof value === "function") return String(value);
      if (value instanceof Error) return { name: value.name, message: value.message };
      if (typeof value === "object" && value !== null) {
        if (open.has(value)) return "[seen above]";
        open.add(value);
      }
      return value;
    });
  } catch (error) {
    return JSON.stringify({ unreadable: String(error) });
  }
}
