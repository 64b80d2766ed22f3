import type { Recurrence } from "@mystocks/store/alerting";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Whether the instant lies in one of the windows, by the clock of the time zone. */
export function isWithin(recurrence: Recurrence, atMs: number): boolean {
  const { weekday, minute } = localTime(recurrence.timeZone, atMs);
  const [from, to] = [minutesOf(recurrence.from), minutesOf(recurrence.to)];
  const today = recurrence.weekdays.includes(weekday);
  if (from < to) return today && from <= minute && minute < to;
  const yesterday = recurrence.weekdays.includes(weekday === 1 ? 7 : weekday - 1);
  return (today && minute >= from) || (yesterday && minute < to);
}

function localTime(timeZone: string, atMs: number): { weekday: number; minute: number } {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((one) => one.type === type)!.value;
  return {
    weekday: DAYS.indexOf(part("weekday")) + 1,
    minute: Number(part("hour")) * 60 + Number(part("minute")),
  };
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return hours! * 60 + minutes!;
}

const MINUTE_MS = 60_000;

/** When the window that holds the instant ends, to the minute; a day later where windows follow each other. */
export function endOfWindow(recurrence: Recurrence, atMs: number): number {
  let endMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  for (let minutes = 1; minutes < 24 * 60 && isWithin(recurrence, endMs); minutes++) endMs += MINUTE_MS;
  return endMs;
}
