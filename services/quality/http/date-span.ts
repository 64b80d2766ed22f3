import { MonitorError } from "@mystocks/runtime";

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;
const USUAL_DAYS = 30;

export interface DateSpan {
  from: string;
  to: string;
}

/** Days from one to another, both included: the last 30 up to today when left out. Throws PARAMETER_INVALID. */
export function dateSpan(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  now: Date,
): DateSpan {
  // A day ahead of UTC there is one more, and it may be asked for.
  const end = to ?? dayText(now.getTime() + DAY_MS / 2);
  const begin = from ?? dayText(Date.parse(end) - USUAL_DAYS * DAY_MS);
  if (begin > end) throw refusal("from", `${begin} is after ${end}`, "a day before to");
  if ((Date.parse(end) - Date.parse(begin)) / DAY_MS > MOST_DAYS)
    throw refusal("from", `from ${begin} to ${end} are too many days`, `at most ${MOST_DAYS}`);
  return { from: begin, to: end };
}

export function daysWithin({ from, to }: DateSpan): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return Array.from({ length: count }, (_, at) => dayText(Date.parse(from) + at * DAY_MS));
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const refusal = (field: string, message: string, allowed: string) =>
  new MonitorError("PARAMETER_INVALID", message, { field, allowed: [allowed] });
