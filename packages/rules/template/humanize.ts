import { formatFloat } from "./go-float.ts";

const LARGE = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const LARGE_1024 = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];
const SMALL = ["m", "u", "n", "p", "f", "a", "z", "y"];

const fourDigits = (value: number) => formatFloat(value, "g", 4);

export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return fourDigits(value);
  return Math.abs(value) >= 1 ? divided(value, 1000, LARGE) : multiplied(value);
}

export function humanize1024(value: number): string {
  return Math.abs(value) <= 1 || !Number.isFinite(value)
    ? fourDigits(value)
    : divided(value, 1024, LARGE_1024);
}

export function humanizePercentage(value: number): string {
  return `${fourDigits(value * 100)}%`;
}

/** Seconds as days to seconds, or as parts of a second. */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return fourDigits(value);
  if (value === 0) return "0s";
  const sign = value < 0 ? "-" : "";
  const magnitude = Math.abs(value);
  if (magnitude < 1) return `${multiplied(value)}s`;
  const whole = Math.trunc(magnitude);
  const [seconds, minutes] = [whole % 60, Math.trunc(whole / 60) % 60];
  const [hours, days] = [Math.trunc(whole / 3600) % 24, Math.trunc(whole / 86_400)];
  if (days !== 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours !== 0) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  if (minutes !== 0) return `${sign}${minutes}m ${seconds}s`;
  return `${sign}${fourDigits(magnitude)}s`;
}

/** Unix seconds as Go prints a time in UTC; undefined when they are beyond what it can hold. */
export function humanizeTimestamp(value: number): string | undefined {
  if (!Number.isFinite(value)) return fourDigits(value);
  if (Math.abs(value * 1e9) > 2 ** 63) return undefined;
  const ms = Math.floor(Math.trunc(value * 1e9) / 1e6);
  const [day, time] = new Date(ms).toISOString().slice(0, -1).split("T") as [string, string];
  return `${day} ${time.replace(/\.?0+$/, (zeros) => (zeros.startsWith(".") ? "" : zeros.replace(/0+$/, "")))} +0000 UTC`;
}

function divided(value: number, step: number, prefixes: readonly string[]): string {
  let [rest, prefix] = [value, ""];
  for (const candidate of prefixes) {
    if (Math.abs(rest) < step) break;
    prefix = candidate;
    rest /= step;
  }
  return fourDigits(rest) + prefix;
}

function multiplied(value: number): string {
  let [rest, prefix] = [value, ""];
  for (const candidate of SMALL) {
    if (Math.abs(rest) >= 1) break;
    prefix = candidate;
    rest *= 1000;
  }
  return fourDigits(rest) + prefix;
}
