/** Relative ranges one can pick, by their name in the address, with their length in seconds. */
const LENGTHS = {
  "5m": 300,
  "15m": 900,
  "30m": 1_800,
  "1h": 3_600,
  "3h": 10_800,
  "6h": 21_600,
  "12h": 43_200,
  "24h": 86_400,
  "2d": 172_800,
  "7d": 604_800,
  "30d": 2_592_000,
} as const;

export type LastName = keyof typeof LENGTHS;
export type Range = { kind: "last"; name: LastName } | { kind: "between"; fromMs: number; toMs: number };
/** Unix times in milliseconds. */
export type TimeWindow = { fromMs: number; toMs: number };

export const LAST_NAMES = Object.keys(LENGTHS) as LastName[];
export const DEFAULT_RANGE: Range = { kind: "last", name: "30m" };
/** Live data is drawn into ranges up to this long; a second means nothing in a day. */
const LONGEST_LIVE_MS = 3_600_000;
const SHORTEST_MS = 1_000;

/** Reads `30m` or `1732430000000-1732433600000`; anything else is the default. */
export function parseRange(text: unknown): Range {
  if (typeof text !== "string") return DEFAULT_RANGE;
  if (Object.hasOwn(LENGTHS, text)) return { kind: "last", name: text as LastName };
  const [, from, to] = /^(\d{10,14})-(\d{10,14})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return DEFAULT_RANGE;
  return between(Number(from), Number(to)) ?? DEFAULT_RANGE;
}

export function formatRange(range: Range): string {
  return range.kind === "last" ? range.name : `${range.fromMs}-${range.toMs}`;
}

export function between(fromMs: number, toMs: number): Range | undefined {
  const [from, to] = [Math.round(fromMs), Math.round(toMs)];
  return to - from >= SHORTEST_MS ? { kind: "between", fromMs: from, toMs: to } : undefined;
}

export function windowOf(range: Range, nowMs: number): TimeWindow {
  if (range.kind === "between") return { fromMs: range.fromMs, toMs: range.toMs };
  return { fromMs: nowMs - LENGTHS[range.name] * 1000, toMs: nowMs };
}

function lengthMs(range: Range): number {
  return range.kind === "last" ? LENGTHS[range.name] * 1000 : range.toMs - range.fromMs;
}

/** Twice as long around the same middle; a relative range takes the next longer name. */
export function zoomOut(range: Range, nowMs: number): Range {
  if (range.kind === "last") {
    const next = LAST_NAMES[LAST_NAMES.indexOf(range.name) + 1];
    return next === undefined ? range : { kind: "last", name: next };
  }
  const half = (range.toMs - range.fromMs) / 2;
  const toMs = Math.min(range.toMs + half, nowMs);
  return between(toMs - half * 4, toMs) ?? range;
}

/** Moves by half its length; relative ranges become absolute, and never reach past now. */
export function shift(range: Range, direction: -1 | 1, nowMs: number): Range {
  const { fromMs, toMs } = windowOf(range, nowMs);
  const step = Math.min((direction * (toMs - fromMs)) / 2, nowMs - toMs);
  if (step === 0) return range;
  return between(fromMs + step, toMs + step) ?? range;
}

export function isLive(range: Range): boolean {
  return range.kind === "last" && lengthMs(range) <= LONGEST_LIVE_MS;
}

/** How often REST is asked again, in milliseconds; false for a range that no longer changes. */
export function refreshEveryMs(range: Range): number | false {
  if (range.kind === "between") return false;
  const length = lengthMs(range);
  if (length <= 1_800_000) return 5_000;
  if (length <= 21_600_000) return 15_000;
  return 60_000;
}
