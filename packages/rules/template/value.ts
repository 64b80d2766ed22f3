import type { FloatHistogram } from "@mystocks/promql";
import { formatFloat } from "./go-float.ts";

/** Go's int, which templates keep apart from its float64 (a number here). */
export class Int {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** map[string]string (zero "") or map[string]any (zero nil). */
export class GoMap {
  readonly entries: ReadonlyMap<string, Value>;
  readonly zero: "" | null;
  constructor(entries: ReadonlyMap<string, Value>, zero: "" | null) {
    this.entries = entries;
    this.zero = zero;
  }
}

/** A struct, or what stands behind a pointer to one. */
export class Struct {
  readonly type: string;
  readonly fields: Readonly<Record<string, Value>>;
  constructor(type: string, fields: Readonly<Record<string, Value>>) {
    this.type = type;
    this.fields = fields;
  }
}

/** A native histogram as `$value`; it can only be printed. */
export class HistogramValue {
  readonly histogram: FloatHistogram;
  constructor(histogram: FloatHistogram) {
    this.histogram = histogram;
  }
}

/** What a template computes with: Go's values as far as its functions make them. */
export type Value =
  string | boolean | number | null | Int | GoMap | Struct | HistogramValue | readonly Value[];

export function typeName(value: Value): string {
  if (value === null) return "nil";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float64";
  if (value instanceof Int) return "int";
  if (value instanceof GoMap) return value.zero === "" ? "map[string]string" : "map[string]interface {}";
  if (value instanceof Struct) return `*template.${value.type}`;
  return value instanceof HistogramValue ? "*histogram.FloatHistogram" : "template.queryResult";
}

export function isTrue(value: Value): boolean {
  if (value instanceof Int) return value.value !== 0;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value) || Number.isNaN(value);
}

/** As Go's fmt.Print shows it: `%v`. */
export function toText(value: Value): string {
  if (value === null) return "<no value>";
  if (typeof value === "number") return formatFloat(value, "g");
  if (value instanceof Int) return String(value.value);
  if (value instanceof GoMap) {
    const names = [...value.entries.keys()].sort();
    return `map[${names.map((name) => `${name}:${nested(value.entries.get(name)!)}`).join(" ")}]`;
  }
  if (value instanceof Struct) return `&{${Object.values(value.fields).map(nested).join(" ")}}`;
  if (value instanceof HistogramValue)
    return `{count:${toText(value.histogram.count)}, sum:${toText(value.histogram.sum)}}`;
  return typeof value === "string" || typeof value === "boolean"
    ? String(value)
    : `[${value.map(nested).join(" ")}]`;
}

function nested(value: Value): string {
  return value === null ? "<nil>" : toText(value);
}
