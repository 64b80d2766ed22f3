import type { AnyValue } from "./any-value.ts";
import { jsonOf } from "./any-value.ts";
import type { Attributes } from "./records.ts";
import { isSecretKey, redactText, redactValue } from "./redact.ts";
import { storedText } from "./stored-text.ts";

const MOST_ATTRIBUTES = 64;
const LONGEST_TEXT = 8_192;
const DEEPEST_JSON = 16;
/** Words of the author, where SQL and what a database answered turn up. */
const PROSE = new Set(["message", "body", "error", "reason", "description", "exception.message"]);

/** All attributes of an event of ours, redacted; a list, a map and JSON text are redacted inside. */
export function eventAttributes(pairs: readonly [string, AnyValue][]): Attributes {
  const attributes: Attributes = {};
  for (const [key, value] of pairs.slice(0, MOST_ATTRIBUTES)) {
    const stored = redacted(key, key === "details" ? parsedDetails(value) : value, 0);
    if (stored === undefined) continue;
    attributes[storedText(key, 128)] =
      typeof stored === "object" || typeof stored === "bigint"
        ? storedText(jsonOf(stored), LONGEST_TEXT)
        : stored;
  }
  return attributes;
}

/** A value as text, redacted inside; undefined: empty. */
export function redactedText(value: AnyValue, length: number): string | undefined {
  const stored = redacted("body", value, 0);
  if (stored === undefined) return undefined;
  return storedText(typeof stored === "object" ? jsonOf(stored) : String(stored), length);
}

function parsedDetails(value: AnyValue): AnyValue {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as AnyValue;
  } catch {
    return value;
  }
}

function redacted(key: string, value: AnyValue, depth: number): AnyValue {
  if (value === null || value === undefined) return undefined;
  if (isSecretKey(key)) return "[redacted]";
  if (typeof value === "string") {
    const isProse = PROSE.has(key) || depth > 0 || key === "details";
    return isProse ? redactText(value, LONGEST_TEXT) : redactValue(value, LONGEST_TEXT);
  }
  if (typeof value === "number" && !Number.isFinite(value)) return undefined;
  if (typeof value !== "object") return value;
  if (depth >= DEEPEST_JSON) return "…";
  if (Array.isArray(value)) return value.map((inner) => redacted(key, inner, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [storedText(name, 128), redacted(name, inner, depth + 1)]),
  );
}
