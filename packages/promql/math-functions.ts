type Compute = (value: number) => number;

// The doubles nearest to the quotients, which the quotients of doubles are not.
const DEGREES_PER_RADIAN = 57.29577951308232;
const RADIANS_PER_DEGREE = 0.017453292519943295;

/** Functions of one number. */
export const MATH_FUNCTIONS: ReadonlyMap<string, Compute> = new Map<string, Compute>([
  ["abs", Math.abs],
  ["acos", Math.acos],
  ["acosh", Math.acosh],
  ["asin", Math.asin],
  ["asinh", Math.asinh],
  ["atan", Math.atan],
  ["atanh", Math.atanh],
  ["ceil", Math.ceil],
  ["cos", Math.cos],
  ["cosh", Math.cosh],
  ["deg", (value) => value * DEGREES_PER_RADIAN],
  ["exp", Math.exp],
  ["floor", Math.floor],
  ["ln", Math.log],
  ["log10", Math.log10],
  ["log2", Math.log2],
  ["rad", (value) => value * RADIANS_PER_DEGREE],
  ["sgn", Math.sign],
  ["sin", Math.sin],
  ["sinh", Math.sinh],
  ["sqrt", Math.sqrt],
  ["tan", Math.tan],
  ["tanh", Math.tanh],
]);

/** In Go infinity wins over NaN, in JavaScript NaN over everything. */
function larger(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

function smaller(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

export function clamp(value: number, least: number, most: number): number {
  return larger(least, smaller(most, value));
}

/** Halves go up. */
export function round(value: number, toNearest: number): number {
  // By the inverse, since multiplying loses less than dividing by 0.1 does.
  const inverse = 1 / toNearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}

const DAY_MS = 86_400_000;

/** Functions of a time in seconds since 1970, in UTC; NaN for what is no time. */
export const DATE_FUNCTIONS: ReadonlyMap<string, Compute> = new Map<string, Compute>([
  ["day_of_month", ofDate((date) => date.getUTCDate())],
  ["day_of_week", ofDate((date) => date.getUTCDay())],
  [
    "day_of_year",
    ofDate((date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear())) / DAY_MS) + 1),
  ],
  [
    "days_in_month",
    ofDate((date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()),
  ],
  ["hour", ofDate((date) => date.getUTCHours())],
  ["minute", ofDate((date) => date.getUTCMinutes())],
  ["month", ofDate((date) => date.getUTCMonth() + 1)],
  ["year", ofDate((date) => date.getUTCFullYear())],
]);

function ofDate(read: (date: Date) => number): Compute {
  return (seconds) => read(new Date(Math.trunc(seconds) * 1000));
}
