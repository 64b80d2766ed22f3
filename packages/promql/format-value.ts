import type { FloatHistogram } from "./float-histogram.ts";
import type { Value } from "./vector.ts";

/** As Prometheus writes a sample's value into a label: digits without an exponent. */
export function formatSampleValue(value: Value): string {
  return typeof value === "number" ? withoutExponent(value) : describeHistogram(value);
}

function withoutExponent(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  if (Object.is(value, -0)) return "-0";
  const [mantissa, exponent] = String(value).split("e");
  if (exponent === undefined) return mantissa!;
  const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/u.exec(mantissa!)!;
  const digits = `${whole!}${fraction}`;
  const point = whole!.length + Number(exponent);
  if (point <= 0) return `${sign!}0.${"0".repeat(-point)}${digits}`;
  return `${sign!}${digits.padEnd(point, "0")}`;
}

function describeHistogram(histogram: FloatHistogram): string {
  const buckets = histogram.buckets().map(({ lower, upper, count }) => {
    if (lower <= 0 && upper >= 0) return `[${lower},${upper}]:${count}`;
    return lower < 0 ? `[${lower},${upper}):${count}` : `(${lower},${upper}]:${count}`;
  });
  return `{${[`count:${histogram.count}`, `sum:${histogram.sum}`, ...buckets].join(", ")}}`;
}
