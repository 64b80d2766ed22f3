import type { AnyValue } from "./any-value.ts";
import { isSecretKey } from "./redact.ts";
import { storedText } from "./stored-text.ts";

const LONGEST_JSON = 8_192;
const HIDDEN = "[redacted]";

/** As a stored attribute: text through `clean`, lists and maps as JSON, cleaned inside; undefined: not storable. */
export function storedValue(
  value: AnyValue,
  clean: (text: string) => string,
): string | number | boolean | undefined {
  if (typeof value === "string") return clean(value);
  if (typeof value === "boolean" || value === undefined) return value;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (value === null) return undefined;
  return storedText(jsonOf(cleanedInside(value, clean)), LONGEST_JSON);
}

/** A list or map whose text is cleaned; what stands under a secret's key is hidden. */
function cleanedInside(value: AnyValue, clean: (text: string) => string): AnyValue {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => cleanedInside(inner, clean));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      storedText(key, 128),
      isSecretKey(key) ? HIDDEN : cleanedInside(inner, clean),
    ]),
  );
}

function jsonOf(value: AnyValue): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
