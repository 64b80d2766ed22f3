import type { Bound, Unit } from "../contract/contract.ts";

/** The worst level among the bounds that a value does not meet, and that bound. */
export function heldAgainst(
  value: number,
  bounds: readonly Bound[],
): { verdict: "pass" | "warn" | "fail"; bound: Bound | undefined } {
  const broken = bounds.filter((bound) => !meets(value, bound));
  const worst = broken.find(({ level }) => level === "fail") ?? broken[0];
  return worst === undefined
    ? { verdict: "pass", bound: bounds.find(({ level }) => level === "warn") ?? bounds[0] }
    : { verdict: worst.level, bound: worst };
}

const MEETS: Record<Bound["operator"], (value: number, low: number, high: number) => boolean> = {
  "=": (value, low) => value === low,
  "!=": (value, low) => value !== low,
  ">": (value, low) => value > low,
  ">=": (value, low) => value >= low,
  "<": (value, low) => value < low,
  "<=": (value, low) => value <= low,
  between: (value, low, high) => value >= low && value <= high,
  notBetween: (value, low, high) => value < low || value > high,
};

/** NaN meets nothing. */
function meets(value: number, { operator, limits: [low = Number.NaN, high = Number.NaN] }: Bound): boolean {
  return !Number.isNaN(value) && MEETS[operator](value, low, high);
}

const UNIT_TEXT: Record<Unit, string> = { rows: " rows", percent: " %", seconds: " s", value: "" };

export function boundText({ operator, limits }: Bound, unit: Unit): string {
  const [low, high] = limits;
  const text =
    operator === "between"
      ? `${low} to ${high}`
      : operator === "notBetween"
        ? `not ${low} to ${high}`
        : `${operator} ${low}`;
  return text + UNIT_TEXT[unit];
}
