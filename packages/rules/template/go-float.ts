interface Decimal {
  digits: string;
  /** The value is 0.digits × 10^point. */
  point: number;
}

/** A float64 by Go's verbs g, e and f with a precision; undefined: as many digits as needed. */
export function formatFloat(value: number, verb: "g" | "e" | "f", precision?: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + magnitudeText(Math.abs(value), verb, precision);
}

function magnitudeText(magnitude: number, verb: "g" | "e" | "f", precision: number | undefined): string {
  const decimal = decimalOf(magnitude, precision === undefined);
  if (verb === "f")
    return fixed(precision === undefined ? decimal : roundTo(decimal, decimal.point + precision), precision);
  if (verb === "e")
    return scientific(precision === undefined ? decimal : roundTo(decimal, precision + 1), precision);
  const digits = precision === undefined ? undefined : Math.max(1, precision);
  const rounded = trimZeros(digits === undefined ? decimal : roundTo(decimal, digits));
  const power = rounded.point - 1;
  // Go decides as with a precision of 6 when it shows as many digits as needed.
  return power < -4 || power >= (digits ?? 6) ? scientific(rounded, undefined) : fixed(rounded, undefined);
}

/** The digits that tell the value from its neighbours, or all of them as far as rounding can need them. */
function decimalOf(magnitude: number, isShortest: boolean): Decimal {
  if (!isShortest && magnitude >= 1e21) {
    const whole = BigInt(magnitude).toString();
    return trimZeros({ digits: whole, point: whole.length });
  }
  const text = isShortest ? magnitude.toExponential() : magnitude.toExponential(100);
  const [mantissa, power] = text.split("e") as [string, string];
  const decimal = { digits: mantissa.replace(".", ""), point: Number(power) + 1 };
  return magnitude === 0 ? { digits: "0", point: 1 } : trimZeros(decimal);
}

/** Half to even, as Go rounds; JavaScript's toFixed rounds half up. */
function roundTo({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: "0", point: 1 };
  const rest = digits.slice(count);
  const kept = digits.slice(0, count);
  const isOdd = Number(kept.at(-1) ?? 0) % 2 === 1;
  const goesUp = rest[0]! > "5" || (rest[0] === "5" && (/[1-9]/.test(rest.slice(1)) || isOdd));
  if (!goesUp) return kept === "" ? { digits: "0", point: 1 } : { digits: kept, point };
  const raised = (BigInt(kept === "" ? "0" : kept) + 1n).toString().padStart(count, "0");
  return { digits: raised, point: point + raised.length - count };
}

function trimZeros({ digits, point }: Decimal): Decimal {
  const trimmed = digits.replace(/0+$/, "");
  return trimmed === "" ? { digits: "0", point: 1 } : { digits: trimmed, point };
}

function fixed({ digits, point }: Decimal, precision: number | undefined): string {
  const whole = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const fraction = point <= 0 ? "0".repeat(-point) + digits : digits.slice(point);
  const shown =
    precision === undefined ? trimmedFraction(fraction) : fraction.slice(0, precision).padEnd(precision, "0");
  return shown === "" ? whole : `${whole}.${shown}`;
}

function trimmedFraction(fraction: string): string {
  return fraction.replace(/0+$/, "");
}

function scientific({ digits, point }: Decimal, precision: number | undefined): string {
  const fraction =
    precision === undefined
      ? trimmedFraction(digits.slice(1))
      : digits.slice(1, precision + 1).padEnd(precision, "0");
  const power = digits === "0" ? 0 : point - 1;
  const exponent = String(Math.abs(power)).padStart(2, "0");
  return `${digits[0]!}${fraction === "" ? "" : `.${fraction}`}e${power < 0 ? "-" : "+"}${exponent}`;
}
