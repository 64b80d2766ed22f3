import type { Zone } from "../url/pages.ts";

const EXCHANGE_ZONE = "Asia/Shanghai";

/** The IANA name, undefined for the browser's own. */
export function zoneName(zone: Zone): string {
  if (zone === "utc") return "UTC";
  return zone === "exchange" ? EXCHANGE_ZONE : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export type Times = {
  timeZone: string;
  /** 14:08:51 */
  second: (ms: number) => string;
  /** 14:08:51.204 */
  milli: (ms: number) => string;
  /** 14:08 */
  minute: (ms: number) => string;
  /** 24 Nov 14:08:51 */
  dateTime: (ms: number) => string;
  /** 24 Nov */
  day: (ms: number) => string;
  /** Tuesday 24 November */
  weekday: (ms: number) => string;
  /** UTC+8, UTC−3:30, UTC */
  offset: (ms: number) => string;
  /** The time alone today, with its day before that. */
  short: (ms: number, nowMs: number) => string;
};

export function createTimes(locale: string, timeZone: string): Times {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: "h23", ...options });
    return (ms: number) => formatter.format(ms);
  };
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const second = format(clock);
  const day = format({ day: "numeric", month: "short" });
  return {
    timeZone,
    second,
    milli: format({ ...clock, fractionalSecondDigits: 3 }),
    minute: format({ hour: "2-digit", minute: "2-digit" }),
    day,
    dateTime: (ms) => `${day(ms)} ${second(ms)}`,
    weekday: format({ weekday: "long", day: "numeric", month: "long" }),
    offset: (ms) => offsetOf(ms, timeZone),
    short: (ms, nowMs) => (day(ms) === day(nowMs) ? second(ms) : `${day(ms)} ${second(ms)}`),
  };
}

/** Offset of a zone at a moment, as people write it. */
export function offsetOf(ms: number, timeZone: string): string {
  const part = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(ms)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(part ?? "") ?? [];
  if (sign === undefined || `${hours}${minutes}` === "0000") return "UTC";
  return `UTC${sign === "-" ? "−" : "+"}${Number(hours)}${minutes === "00" ? "" : `:${minutes}`}`;
}
