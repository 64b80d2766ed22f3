const UNITS_MS: Record<string, number> = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};
const DURATION = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?$/u;

/** Milliseconds of a duration such as `1h30m`; undefined for text that is none. */
export function durationMs(text: string): number | undefined {
  if (text === "" || !DURATION.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[ywdhms])/gu))
    total += Number(count) * UNITS_MS[unit!]!;
  return total;
}

/** Value of a number as PromQL writes it, a duration in seconds among them; undefined for text that is none. */
export function parseNumber(text: string): { value: number; isDuration: boolean } | undefined {
  const lower = text.toLowerCase();
  if (lower === "inf") return { value: Infinity, isDuration: false };
  if (lower === "nan") return { value: NaN, isDuration: false };
  const plain = lower.replaceAll("_", "");
  // As Prometheus: a leading zero makes it octal, if it can be.
  if (/^0[0-7]+$/u.test(plain)) return { value: parseInt(plain, 8), isDuration: false };
  if (/^(?:0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/u.test(plain)) {
    return { value: Number(plain), isDuration: false };
  }
  const ms = durationMs(text);
  return ms === undefined ? undefined : { value: ms / 1000, isDuration: true };
}

const SIMPLE_ESCAPES: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};
const ESCAPE =
  /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([^]|$))/gu;

/** What a quoted text stands for, with Go's escapes; undefined when it is no complete literal or no UTF-8. */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || literal.at(-1) !== quote) return undefined;
  const body = literal.slice(1, -1);
  if (quote === "`") return body.includes("`") ? undefined : body;
  if (body.includes("\n")) return undefined;
  let bad = false;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  let at = 0;
  const copy = (text: string): void => void bytes.push(...encoder.encode(text));
  for (const match of body.matchAll(ESCAPE)) {
    copy(body.slice(at, match.index));
    at = match.index + match[0].length;
    const [, simple, hex, short, long, octal, other] = match;
    const code = short ?? long;
    if (simple !== undefined) copy(SIMPLE_ESCAPES[simple]!);
    else if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
    else if (code !== undefined && parseInt(code, 16) <= 0x10_ffff)
      copy(String.fromCodePoint(parseInt(code, 16)));
    else bad = bad || other !== undefined || code !== undefined;
  }
  const rest = body.slice(at);
  if (bad || rest.includes(quote!)) return undefined;
  copy(rest);
  return decoded(bytes);
}

function decoded(bytes: number[]): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** Milliseconds as PromQL writes them, the largest units first. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  let rest = Math.abs(ms);
  let text = ms < 0 ? "-" : "";
  for (const [unit, size] of Object.entries(UNITS_MS)) {
    // Prometheus writes years, weeks and days only when nothing is left over.
    if ("ywd".includes(unit) && rest % size !== 0) continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
