import type { HttpAnswer } from "@mystocks/runtime";
import type { Answer } from "./told.ts";

const REPEATABLE = new Set([408, 425, 429]);
const TOO_LARGE = new Set([400, 413, 422]);

/** By HTTP status alone. */
export function readStatus({ status, headers, body }: HttpAnswer): Answer {
  if (status >= 200 && status < 300) return { result: "accepted" };
  const why = `${status} ${body.slice(0, 200)}`.trim();
  if (status >= 500 || REPEATABLE.has(status)) {
    const afterMs = retryAfterMs(headers.get("retry-after"));
    return { result: "again", why, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return { result: TOO_LARGE.has(status) ? "shorten" : "never", why };
}

/** Seconds or a date, as RFC 9110 has it; undefined for anything else. */
function retryAfterMs(header: string | null, nowMs = Date.now()): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** Chat robots answer 200 with a code of their own in the body. */
export function readCode(
  received: HttpAnswer,
  field: string,
  { again }: { again: readonly number[] },
): Answer {
  const byStatus = readStatus(received);
  if (byStatus.result !== "accepted") return byStatus;
  const code = codeIn(received.body, field);
  if (code === 0) return { result: "accepted" };
  const why = received.body.slice(0, 200);
  if (code === undefined) return { result: "never", why: `an answer without ${field}: ${why}` };
  return again.includes(code) ? { result: "again", why, afterMs: 60_000 } : { result: "shorten", why };
}

function codeIn(body: string, field: string): number | undefined {
  try {
    const value = (JSON.parse(body) as Record<string, unknown>)[field];
    return typeof value === "number" ? value : undefined;
  } catch {
    return undefined;
  }
}
