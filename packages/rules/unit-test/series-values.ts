import type { FloatHistogram } from "@mystocks/promql";
import { parseHistogram } from "./histogram-text.ts";

/** One place of a series in time. */
export type SeriesValue =
  | { kind: "none" }
  | { kind: "stale" }
  | { kind: "number"; value: number }
  | { kind: "histogram"; histogram: FloatHistogram; hasHint: boolean };

// No hexadecimal numbers here: in 0x5 the x repeats.
const MAGNITUDE = String.raw`(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[iI][nN][fF]|[nN][aA][nN])`;
const ITEM = new RegExp(
  String.raw`(?:(_)|(stale)|([+-]?${MAGNITUDE})([+-]${MAGNITUDE})?|(\{\{.*?\}\})(?:([+-])(\{\{.*?\}\}))?)(?:x(\d+))?(?=\s|$)`,
  "sy",
);
/**
 * The values of a series in promtool's notation: `1 2 _ stale 5x3 0+10x5 -2-3x4 _x7 {{count:1}}+{{count:1}}x3`.
 * Throws SyntaxError naming the item, also for more than `room` values.
 */
export function parseSeriesValues(text: string, room = Infinity): SeriesValue[] {
  const values: SeriesValue[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at++;
    if (at >= text.length) return values;
    ITEM.lastIndex = at;
    const match = ITEM.exec(text);
    if (match === null)
      throw new SyntaxError(
        `"${text.slice(at).split(/\s/)[0]}" is no value: write 1, _, stale, 5x3, 0+10x5 or {{...}}`,
      );
    at = ITEM.lastIndex;
    // Not by a spread: so many arguments no call takes.
    for (const value of expand(match, room - values.length)) values.push(value);
    if (values.length > room) throw tooMany(room);
  }
}

const tooMany = (room: number) => new SyntaxError(`only ${room} values more may stand in this file`);

function expand(match: RegExpExecArray, room: number): SeriesValue[] {
  const [whole, blank, stale, start, step, histogram, sign, second, times] = match;
  const count = Number(times ?? 0);
  if ((step !== undefined || second !== undefined) && times === undefined)
    throw new SyntaxError(`${whole}: how often is missing, as in ${whole}x5`);
  if (count > room) throw tooMany(room);
  // `_x3` are three holes, `1x3` are the 1 and three more.
  if (blank !== undefined) return repeat({ kind: "none" }, times === undefined ? 1 : count);
  if (stale !== undefined) return repeat({ kind: "stale" }, count + 1);
  if (start !== undefined) return numbers(toNumber(start), step === undefined ? 0 : toNumber(step), count);
  return histograms(histogram!, sign, second, count);
}

function numbers(start: number, step: number, count: number): SeriesValue[] {
  const values: SeriesValue[] = [];
  // Added step by step, as promtool does, so that roundings agree.
  for (let index = 0, value = start; index <= count; index++, value += step)
    values.push({ kind: "number", value });
  return values;
}

function histograms(
  first: string,
  sign: string | undefined,
  second: string | undefined,
  count: number,
): SeriesValue[] {
  const { histogram, hasHint } = parseHistogram(first);
  const step = second === undefined ? undefined : parseHistogram(second).histogram;
  const values: SeriesValue[] = [];
  for (let index = 0, current = histogram; index <= count; index++) {
    values.push({ kind: "histogram", histogram: current, hasHint });
    if (step !== undefined) current = sign === "-" ? current.minus(step) : current.plus(step);
  }
  return values;
}

function repeat(value: SeriesValue, count: number): SeriesValue[] {
  return Array.from({ length: count }, () => value);
}

function toNumber(text: string): number {
  const magnitude = text.replace(/^[+-]/, "").toLowerCase();
  const value = magnitude === "inf" ? Infinity : magnitude === "nan" ? NaN : Number(magnitude);
  return text.startsWith("-") ? -value : value;
}
