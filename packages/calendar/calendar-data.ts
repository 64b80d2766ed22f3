import { CalendarError } from "./calendar-error.ts";
import { parseDay } from "./civil-day.ts";

/** Facts of one exchange as they lie in a data file. Days are of the exchange's own time zone. */
export interface CalendarData {
  format: 1;
  /** Market identifier code of ISO 10383. */
  mic: string;
  name: string;
  /** Day on which the facts were taken, YYYYMMDD: a newer file has a higher one. */
  version: number;
  license: string;
  sources: readonly { name: string; version: string; license: string }[];
  /** IANA name. */
  timeZone: string;
  /** First and last day known, both included. */
  firstDay: string;
  lastDay: string;
  /** Regular trading days, 1 = Monday. */
  weekdays: readonly number[];
  /** Regular sessions, "HH:MM-HH:MM", from a day on; the first entry begins at `firstDay`. */
  hours: readonly { from: string; sessions: readonly string[] }[];
  /** Regular weekdays without trading. */
  closed: readonly string[];
  /** Days with sessions of their own: half days, late openings, openings on a weekend. */
  special: Readonly<Record<string, readonly string[]>>;
}

export interface SessionMinutes {
  openMinute: number;
  closeMinute: number;
}

/** The data of a file, proven: throws CALENDAR_DATA_INVALID naming the key, what came and what may come. */
export function readCalendarData(json: unknown): CalendarData {
  const data = asRecord(json, "");
  if (data["format"] !== 1) refuse("format", data["format"], "1");
  const version = data["version"];
  if (!Number.isSafeInteger(version) || (version as number) < 1)
    refuse("version", version, "YYYYMMDD, a number");
  for (const key of ["mic", "name", "license", "timeZone"]) text(data[key], key);
  const firstDay = day(data["firstDay"], "firstDay");
  if (day(data["lastDay"], "lastDay") < firstDay) refuse("lastDay", data["lastDay"], "a day after firstDay");
  list(data["sources"], "sources").forEach(readSource);
  list(data["weekdays"], "weekdays").forEach((value, index) => {
    if (![1, 2, 3, 4, 5, 6, 7].includes(value as number)) refuse(`weekdays[${index}]`, value, "1 to 7");
  });
  readHours(list(data["hours"], "hours"), firstDay);
  list(data["closed"], "closed").forEach((value, index) => day(value, `closed[${index}]`));
  const special = asRecord(data["special"], "special");
  for (const [key, sessions] of Object.entries(special)) {
    day(key, `special["${key}"]`);
    readSessions(sessions, `special["${key}"]`);
  }
  return data as unknown as CalendarData;
}

/** "HH:MM-HH:MM" in minutes of the day; undefined when it is not that or ends before it begins. */
export function parseSession(value: string): SessionMinutes | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(value);
  if (match === null) return undefined;
  const openMinute = Number(match[1]) * 60 + Number(match[2]);
  const closeMinute = Number(match[3]) * 60 + Number(match[4]);
  return closeMinute <= openMinute || closeMinute > 1440 ? undefined : { openMinute, closeMinute };
}

function readHours(hours: unknown[], firstDay: number): void {
  let previous = -Infinity;
  hours.forEach((value, index) => {
    const entry = asRecord(value, `hours[${index}]`);
    const from = day(entry["from"], `hours[${index}].from`);
    if (index === 0 && from > firstDay) refuse("hours[0].from", entry["from"], "firstDay or earlier");
    if (from <= previous) refuse(`hours[${index}].from`, entry["from"], "days that rise");
    previous = from;
    readSessions(entry["sessions"], `hours[${index}].sessions`);
  });
  if (hours.length === 0) refuse("hours", hours, "at least one entry");
}

function readSessions(value: unknown, key: string): void {
  let previousClose = -1;
  for (const session of list(value, key)) {
    const minutes = typeof session === "string" ? parseSession(session) : undefined;
    if (minutes === undefined) refuse(key, session, "HH:MM-HH:MM");
    else if (minutes.openMinute < previousClose) refuse(key, session, "sessions in order, none over another");
    else previousClose = minutes.closeMinute;
  }
  if (previousClose === -1)
    refuse(key, value, "at least one session (a day without trading goes under closed)");
}

function readSource(value: unknown, index: number): void {
  const source = asRecord(value, `sources[${index}]`);
  for (const key of ["name", "version", "license"]) text(source[key], `sources[${index}].${key}`);
}

function day(value: unknown, key: string): number {
  const number = typeof value === "string" ? parseDay(value) : undefined;
  return number ?? refuse(key, value, "a day as YYYY-MM-DD");
}

function text(value: unknown, key: string): void {
  if (typeof value !== "string" || value === "") refuse(key, value, "text");
}

function list(value: unknown, key: string): unknown[] {
  return Array.isArray(value) ? value : refuse(key, value, "a list");
}

function asRecord(value: unknown, key: string): Record<string, unknown> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : refuse(key || "the file", value, "an object");
}

/** Throws CALENDAR_DATA_INVALID. */
export function refuse(key: string, value: unknown, allowed: string): never {
  throw new CalendarError("CALENDAR_DATA_INVALID", `calendar data: ${key} is ${JSON.stringify(value)}`, {
    remedy: `write ${allowed}`,
    allowed: [allowed],
  });
}
