import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CalendarError } from "./index.ts";
import { createCalendar, EXCHANGES, openCalendar, updateCalendar } from "./index.ts";
import xshg from "./data/XSHG.json" with { type: "json" };

const MINUTE = 60_000;
const DAY = 86_400_000;
const shanghai = openCalendar("XSHG");
const newYork = openCalendar("XNYS");
const at = (text: string) => Date.parse(text);
const instants = (mic: string) =>
  fc.integer({ min: at("2015-01-02T00:00:00Z"), max: at("2026-11-30T00:00:00Z") }).map((ms) => ({ mic, ms }));
const anywhere = fc.constantFrom(...EXCHANGES).chain(instants);
const calendars = new Map(EXCHANGES.map((mic) => [mic, openCalendar(mic)]));

test("National Day week is closed in Shanghai, and the Saturday worked for it is no session", () => {
  expect(["2026-10-01", "2026-10-07", "2026-10-10"].map((day) => shanghai.isTradingDay(day))).toEqual([
    "closed",
    "closed",
    "closed",
  ]);
  expect(shanghai.isTradingDay("2026-10-08")).toBe("open");
});

test("the lunch break is closed and has exact edges", () => {
  const states = [
    "09:29:59",
    "09:30:00",
    "11:29:59",
    "11:30:00",
    "12:59:59",
    "13:00:00",
    "14:59:59",
    "15:00:00",
  ];
  expect(states.map((time) => shanghai.isOpenAt(at(`2026-11-24T${time}+08:00`)))).toEqual([
    "closed",
    "open",
    "open",
    "closed",
    "closed",
    "open",
    "open",
    "closed",
  ]);
});

test("a day beyond the data is unknown, whatever its weekday", () => {
  expect(shanghai.horizon).toBe("2026-12-31");
  for (const day of ["2027-01-04", "2027-01-09", "1999-12-30"]) {
    expect(shanghai.isTradingDay(day)).toBe("unknown");
    expect(shanghai.sessionsOf(day)).toBe("unknown");
    expect(shanghai.ordinal(day, "data")).toBe("unknown");
    expect(shanghai.isOpenAt(at(`${day}T10:00:00+08:00`))).toBe("unknown");
  }
  const lastClose = at("2026-12-31T15:00:00+08:00");
  expect(shanghai.nextSession(lastClose)).toBe("unknown");
  expect(shanghai.nextTradingDay("2026-12-31")).toBeUndefined();
  expect(shanghai.addTradingTime(lastClose - MINUTE, 2 * MINUTE)).toBe("unknown");
  expect(shanghai.tradingMillisecondsBetween(lastClose, at("2027-01-04T10:00:00+08:00"))).toBe("unknown");
  expect(shanghai.tradingDaysBetween("2026-12-30", "2027-01-04")).toBe("unknown");
});

test("days left count down to the horizon and go below zero behind it", () => {
  expect(shanghai.daysLeft(at("2026-12-01T00:00:00+08:00"))).toBe(30);
  expect(shanghai.daysLeft(at("2026-12-31T23:59:59+08:00"))).toBe(0);
  expect(shanghai.daysLeft(at("2027-01-01T00:00:00+08:00"))).toBe(-1);
});

test("daylight saving moves New York's opening in UTC, not on its wall", () => {
  expect(newYork.sessionsOf("2026-03-06")).toEqual([
    { day: "2026-03-06", openMs: at("2026-03-06T14:30:00Z"), closeMs: at("2026-03-06T21:00:00Z") },
  ]);
  expect(newYork.sessionsOf("2026-03-09")).toEqual([
    { day: "2026-03-09", openMs: at("2026-03-09T13:30:00Z"), closeMs: at("2026-03-09T20:00:00Z") },
  ]);
});

test("half days end early: Lunar New Year's Eve in Hong Kong, the day after Thanksgiving in New York", () => {
  expect(openCalendar("XHKG").sessionsOf("2026-02-16")).toEqual([
    { day: "2026-02-16", openMs: at("2026-02-16T09:30:00+08:00"), closeMs: at("2026-02-16T12:00:00+08:00") },
  ]);
  expect(newYork.isOpenAt(at("2026-11-27T13:00:00-05:00"))).toBe("closed");
  expect(newYork.isOpenAt(at("2026-11-27T12:59:59-05:00"))).toBe("open");
});

test("Hong Kong's closures by weather are closed", () => {
  const days = ["2020-10-13", "2021-10-13", "2023-07-17", "2023-09-01", "2023-09-08", "2024-09-06"];
  expect(days.map((day) => openCalendar("XHKG").isTradingDay(day))).toEqual(days.map(() => "closed"));
});

test("trading time goes over lunch, night and holidays", () => {
  expect(shanghai.addTradingTime(at("2026-11-24T11:28:00+08:00"), 5 * MINUTE)).toBe(
    at("2026-11-24T13:03:00+08:00"),
  );
  expect(shanghai.addTradingTime(at("2026-09-30T14:58:00+08:00"), 5 * MINUTE)).toBe(
    at("2026-10-08T09:33:00+08:00"),
  );
  expect(
    shanghai.tradingMillisecondsBetween(at("2026-09-30T14:58:00+08:00"), at("2026-10-08T09:33:00+08:00")),
  ).toBe(5 * MINUTE);
});

test("ordinals start anew each month and each year", () => {
  expect(shanghai.ordinal("2026-10-08", "month")).toBe(1);
  expect(shanghai.ordinal("2026-01-05", "year")).toBe(1);
  expect(shanghai.ordinal("2026-10-07", "month")).toBe("closed");
  expect(
    Number(shanghai.ordinal("2026-10-09", "data")) - Number(shanghai.ordinal("2026-09-30", "data")),
  ).toBe(2);
});

test("adding trading time and measuring it are inverse", () => {
  fc.assert(
    fc.property(anywhere, fc.integer({ min: 1, max: 5 * DAY }), ({ mic, ms }, tradingMs) => {
      const calendar = calendars.get(mic)!;
      const end = calendar.addTradingTime(ms, tradingMs);
      if (end === "unknown") return;
      expect(calendar.tradingMillisecondsBetween(ms, end)).toBe(tradingMs);
      // The first such instant: a millisecond earlier one millisecond of trading is missing.
      expect(calendar.tradingMillisecondsBetween(ms, end - 1)).toBe(tradingMs - 1);
    }),
  );
});

test("trading time between two instants is what counting open minutes gives", () => {
  fc.assert(
    fc.property(anywhere, fc.integer({ min: 1, max: 3 * 1440 }), ({ mic, ms }, minutes) => {
      const calendar = calendars.get(mic)!;
      const start = Math.floor(ms / MINUTE) * MINUTE;
      let open = 0;
      for (let minute = 0; minute < minutes; minute++)
        if (calendar.isOpenAt(start + minute * MINUTE) === "open") open++;
      expect(calendar.tradingMillisecondsBetween(start, start + minutes * MINUTE)).toBe(open * MINUTE);
    }),
    { numRuns: 40 },
  );
});

test("next and previous session enclose the instant, and nothing trades between", () => {
  fc.assert(
    fc.property(anywhere, ({ mic, ms }) => {
      const calendar = calendars.get(mic)!;
      const [next, previous] = [calendar.nextSession(ms), calendar.previousSession(ms)];
      if (next === "unknown" || previous === "unknown") throw new Error("inside the data");
      expect(previous.closeMs <= ms && ms < next.openMs).toBe(true);
      const current = calendar.sessionsOf(calendar.dayOf(ms));
      const inside =
        current === "unknown" ? undefined : current.find((s) => s.openMs <= ms && ms < s.closeMs);
      expect(calendar.tradingMillisecondsBetween(previous.closeMs, next.openMs)).toBe(
        inside === undefined ? 0 : inside.closeMs - inside.openMs,
      );
    }),
  );
});

test("days between are the difference of ordinals, and steps of next and previous", () => {
  fc.assert(
    fc.property(anywhere, fc.integer({ min: 1, max: 40 }), ({ mic, ms }, later) => {
      const calendar = calendars.get(mic)!;
      const [from, to] = [calendar.dayOf(ms - later * DAY), calendar.dayOf(ms)];
      const days = calendar.tradingDays(from, to);
      if (days === "unknown") throw new Error("inside the data");
      const first = calendar.isTradingDay(from) === "open" ? 1 : 0;
      expect(calendar.tradingDaysBetween(from, to)).toBe(days.length - first);
      expect(calendar.tradingDaysBetween(to, from)).toBe(first - days.length + 0);
      days.slice(1).forEach((day, index) => expect(calendar.nextTradingDay(days[index]!)).toBe(day));
      days.slice(1).forEach((day, index) => expect(calendar.previousTradingDay(day)).toBe(days[index]!));
    }),
  );
});

test("an unknown exchange is refused with those that there are", () => {
  expect(() => openCalendar("XLON")).toThrow(
    expect.objectContaining({ code: "CALENDAR_UNKNOWN", allowed: ["XSHG", "XSHE", "XHKG", "XNYS", "XNAS"] }),
  );
});

test("a newer file extends the horizon; an older, shorter or foreign one is refused", () => {
  const next = {
    ...xshg,
    version: xshg.version + 1,
    lastDay: "2027-12-31",
    closed: [...xshg.closed, "2027-01-01"],
  };
  const updated = updateCalendar(shanghai, next);
  expect(updated.isTradingDay("2027-01-01")).toBe("closed");
  expect(updated.isTradingDay("2027-01-04")).toBe("open");
  const refused = (json: unknown) => {
    try {
      updateCalendar(shanghai, json);
    } catch (error) {
      return (error as CalendarError).code;
    }
    return undefined;
  };
  expect(refused(xshg)).toBe("CALENDAR_DATA_OLD");
  expect(refused({ ...next, lastDay: "2026-12-30" })).toBe("CALENDAR_DATA_OLD");
  expect(refused({ ...next, mic: "XSHE" })).toBe("CALENDAR_DATA_INVALID");
});

test.each([
  ["format", { format: 2 }],
  ["version", { version: "2026" }],
  ["timeZone", { timeZone: "Asia/Beijing2" }],
  ["firstDay", { firstDay: "2000-02-30" }],
  ["lastDay", { lastDay: "1999-01-01" }],
  ["weekdays[0]", { weekdays: [0] }],
  ["hours[0].from", { hours: [{ from: "2001-01-01", sessions: ["09:30-15:00"] }] }],
  ["hours[0].sessions", { hours: [{ from: "2000-01-01", sessions: ["09:30-11:30", "11:00-15:00"] }] }],
  ["hours[0].sessions", { hours: [{ from: "2000-01-01", sessions: ["15:00-09:30"] }] }],
  ["closed[1]", { closed: ["2020-01-01", "1/1/2021"] }],
  ['special["2020-01-24"]', { special: { "2020-01-24": [] } }],
])("data with a wrong %s is refused by that key", (key, change) => {
  expect(() => createCalendar({ ...xshg, ...change })).toThrow(
    expect.objectContaining({
      code: "CALENDAR_DATA_INVALID",
      message: expect.stringContaining(`${key} is`),
    }),
  );
});

test("a text that is no day is refused, not taken for a closed day", () => {
  expect(() => shanghai.isTradingDay("2026-02-30")).toThrow(
    expect.objectContaining({ code: "CALENDAR_DAY_INVALID" }),
  );
});
