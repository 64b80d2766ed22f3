import type { AnyValue } from "./any-value.ts";
import type { Attributes } from "./records.ts";
import { isSecretKey, redactText, redactValue } from "./redact.ts";
import { storedText } from "./stored-text.ts";
import { storedValue } from "./stored-value.ts";

const MOST_ATTRIBUTES = 64;
const LONGEST_TEXT = 8_192;
const DEEPEST_DETAILS = 16;
/** Where SQL and what a database answered turn up; names such as `dataset` hold none. */
const PROSE = new Set(["message", "details", "error", "reason", "description", "exception.message"]);

const prose = (text: string) => redactText(text, LONGEST_TEXT);
const name = (text: string) => redactValue(text, LONGEST_TEXT);

/** All attributes of an event of ours, redacted; a list, a map and the JSON text of details inside. */
export function eventAttributes(pairs: readonly [string, AnyValue][]): Attributes {
  const attributes: Attributes = {};
  for (const [key, value] of pairs.slice(0, MOST_ATTRIBUTES)) {
    const given = key === "details" ? parsedDetails(value) : value;
    const stored = isSecretKey(key) ? "[redacted]" : storedValue(given, PROSE.has(key) ? prose : name);
    if (stored !== undefined) attributes[storedText(key, 128)] = stored;
  }
  return attributes;
}

/** Text that is no JSON, or nested so deep that it was made to harm, stays text. */
function parsedDetails(value: AnyValue): AnyValue {
  if (typeof value !== "string") return value;
  try {
    const details = JSON.parse(value) as AnyValue;
    return depthOf(details) > DEEPEST_DETAILS ? value : details;
  } catch {
    return value;
  }
}

function depthOf(value: AnyValue, depth = 0): number {
  if (typeof value !== "object" || value === null || depth > DEEPEST_DETAILS) return depth;
  return Object.values(value).reduce<number>(
    (deepest, inner) => Math.max(deepest, depthOf(inner, depth + 1)),
    depth,
  );
}
