import { FloatHistogram } from "@mystocks/promql";
import type { BucketCounts, CounterHint } from "@mystocks/promql";

const HINTS: Readonly<Record<string, CounterHint>> = {
  unknown: "unknown",
  reset: "reset",
  not_reset: "not-reset",
  gauge: "gauge",
};
const NUMBERS = ["schema", "sum", "count", "z_bucket", "z_bucket_w", "offset", "n_offset"];
const LISTS = ["buckets", "n_buckets"];

/** A native histogram in Prometheus' test notation, as `{{schema:1 count:3 sum:2 buckets:[1 2]}}`. Throws SyntaxError. */
export function parseHistogram(text: string): { histogram: FloatHistogram; hasHint: boolean } {
  const inside = /^\{\{(.*)\}\}$/s.exec(text.trim())?.[1];
  if (inside === undefined) throw new SyntaxError(`${text} is no histogram: it stands between {{ and }}`);
  const numbers = new Map<string, number>();
  const lists = new Map<string, Float64Array>();
  let hint: CounterHint | undefined;
  for (const [key, value] of pairs(inside)) {
    if (NUMBERS.includes(key)) numbers.set(key, number(value));
    else if (LISTS.includes(key)) lists.set(key, list(value));
    else if (key === "counter_reset_hint" && HINTS[value] !== undefined) hint = HINTS[value];
    else throw new SyntaxError(refusal(key, value));
  }
  const get = (name: string) => numbers.get(name) ?? 0;
  const buckets = (name: string, offset: string): BucketCounts => ({
    offset: get(offset),
    counts: lists.get(name) ?? new Float64Array(0),
  });
  const histogram = new FloatHistogram({
    schema: get("schema"),
    count: get("count"),
    sum: get("sum"),
    zeroThreshold: get("z_bucket_w"),
    zeroCount: get("z_bucket"),
    positive: buckets("buckets", "offset"),
    negative: buckets("n_buckets", "n_offset"),
    hint: hint ?? "unknown",
  });
  return { histogram, hasHint: hint !== undefined };
}

/** The same notation, buckets without empty ends: equal texts are equal histograms. */
export function formatHistogram(histogram: FloatHistogram): string {
  const parts: string[] = [];
  const add = (key: string, value: number) => {
    if (value !== 0) parts.push(`${key}:${value}`);
  };
  add("schema", histogram.schema);
  add("count", histogram.count);
  add("sum", histogram.sum);
  add("z_bucket", histogram.zeroCount);
  add("z_bucket_w", histogram.zeroThreshold);
  if (histogram.hint !== "unknown") parts.push(`counter_reset_hint:${histogram.hint.replace("-", "_")}`);
  for (const [prefix, buckets] of [
    ["", histogram.positive],
    ["n_", histogram.negative],
  ] as const) {
    const filled = [...buckets.counts.entries()].filter(([, count]) => count !== 0);
    const [first, last] = [filled[0]?.[0], filled.at(-1)?.[0]];
    if (first === undefined || last === undefined) continue;
    add(`${prefix}offset`, buckets.offset + first);
    parts.push(`${prefix}buckets:[${buckets.counts.slice(first, last + 1).join(" ")}]`);
  }
  return `{{${parts.join(" ")}}}`;
}

function pairs(inside: string): [string, string][] {
  const found = [...inside.matchAll(/\s*([a-z_]+):(\[[^\]]*\]|\S+)/gy)];
  const length = found.reduce((sum, [whole]) => sum + whole.length, 0);
  if (inside.slice(length).trim() !== "")
    throw new SyntaxError(`"${inside.slice(length).trim()}" does not belong to a histogram`);
  return found.map(([, key, value]) => [key!, value!]);
}

function refusal(key: string, value: string): string {
  if (key === "custom_values")
    return "histograms with buckets of their own (custom_values) are not supported";
  return `"${key}:${value}" does not belong to a histogram: it has ${[...NUMBERS, ...LISTS, "counter_reset_hint"].join(", ")}`;
}

function list(value: string): Float64Array {
  return Float64Array.from(
    value
      .replace(/^\[|\]$/g, "")
      .split(/\s+/)
      .filter((item) => item !== "")
      .map(number),
  );
}

function number(text: string): number {
  const value = /^[+-]?inf$/i.test(text) ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text);
  if (text === "" || (Number.isNaN(value) && !/^nan$/i.test(text)))
    throw new SyntaxError(`"${text}" is no number`);
  return value;
}
