/** PostgreSQL takes no U+0000 and no half of a surrogate pair; U+FFFD stands for them. */
export function storedText(text: string): string {
  if (text.isWellFormed() && !text.includes("\0")) return text;
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

/** JSON text that jsonb takes. */
export function storedJson(value: unknown): string {
  const text = JSON.stringify(value);
  // Only these escapes can be wrong, and almost no text has one.
  return text.includes("\\u") ? JSON.stringify(cleaned(value)) : text;
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return storedText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storedText(key), cleaned(entry)]));
}
