/** `2026-11-29T22:05` as clocks of the zone show it at the moment: what a datetime-local field holds. */
export function wallTimeOf(ms: number, timeZone: string): string {
  return new Date(ms + offsetMs(ms, timeZone)).toISOString().slice(0, 16);
}

/** The moment at which clocks of the zone show it; of one that comes twice the first. NaN for what is no time. */
export function momentOf(wallTime: string, timeZone: string): number {
  const asUtc = Date.parse(`${wallTime}Z`);
  if (Number.isNaN(asUtc)) return NaN;
  const before = asUtc - offsetMs(asUtc - DAY_MS, timeZone);
  const after = asUtc - offsetMs(asUtc + DAY_MS, timeZone);
  return (
    [Math.min(before, after), Math.max(before, after)].find((ms) => ms + offsetMs(ms, timeZone) === asUtc) ??
    before
  );
}

const DAY_MS = 86_400_000;

function offsetMs(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(ms);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(ms / 1000) * 1000;
}
