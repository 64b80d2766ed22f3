import { createHash } from "node:crypto";
import type { AnyValue } from "./any-value.ts";

import { storedValue } from "./stored-value.ts";
import { isSecretKey, redactValue } from "./redact.ts";
import { storedText } from "./stored-text.ts";

const MOST_LABELS = 16;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 128;

/** Undefined when there are too many: without some of them two series would become one. */
export function labelsOf(pairs: readonly [string, AnyValue][]): Record<string, string> | undefined {
  if (pairs.length > MOST_LABELS) return undefined;
  const labels: Record<string, string> = {};
  for (const [key, value] of pairs) {
    const stored = storedValue(value, (text) => redactValue(text, Infinity));
    if (stored === undefined) continue;
    labels[storedText(key, LONGEST_KEY)] = isSecretKey(key) ? "[redacted]" : labelValue(String(stored));
  }
  return labels;
}

/** What is cut off still tells two values apart. */
function labelValue(value: string): string {
  if (value.length <= LONGEST_VALUE) return value;
  const digest = createHash("sha256").update(value).digest("hex").slice(0, 8);
  return `${storedText(value, LONGEST_VALUE - 9)}~${digest}`;
}
