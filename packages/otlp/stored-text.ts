/**
 * Text as PostgreSQL can hold it, at most `length` characters: no NUL (text and jsonb refuse it) and no
 * half of a surrogate pair (jsonb refuses its escape).
 */
export function storedText(text: string, length: number): string {
  const capped = text.length > length ? text.slice(0, length) : text;
  const clean = capped.includes("\0") ? capped.replaceAll("\0", "") : capped;
  return clean.isWellFormed() ? clean : clean.toWellFormed();
}
