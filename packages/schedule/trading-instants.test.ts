import { expect, test } from "@jest/globals";
import { openCalendar, type Calendar } from "@mystocks/calendar";
import fc from "fast-check";
import { nextOpen } from "./due.ts";
import { calendarBook } from "@mystocks/calendar";
import type { Schedule } from "./definition.ts";
import { instantsOf, upcoming, type Instant, type NextInstant } from "./instants.ts";

const calendars = calendarBook().open;
const shown = ({ at, calendar }: Instant) => `${at.toISOString().slice(0, 16)} ${calendar}`;
const next = (schedule: Schedule, after: string, count: number) =>
  upcoming(instantsOf(schedule, calendars), new Date(after), count).map(shown);

test("half an hour after the close has an instant on trading days only", () => {
  const schedule = { at: "close", afterMinutes: 30, calendar: "XSHG" } as const;
  // 1 to 7 October 2026 is National Day, 8 October trades again.
  expect(next(schedule, "2026-09-29T12:00Z", 3)).toEqual([
    "2026-09-30T07:30 open",
    "2026-10-08T07:30 open",
    "2026-10-09T07:30 open",
  ]);
});

test("a half day ends early, and so does what comes after its close", () => {
  const schedule = { at: "close", afterMinutes: 30, calendar: "XNYS" } as const;
  expect(next(schedule, "2026-11-27T12:00Z", 1)).toEqual(["2026-11-27T18:30 open"]);
});

test("a quarter of an hour before the open is on New York's clock, in summer and in winter", () => {
  const schedule = { at: "open", afterMinutes: -15, calendar: "XNYS" } as const;
  expect(next(schedule, "2026-10-30T00:00Z", 2)).toEqual(["2026-10-30T13:15 open", "2026-11-02T14:15 open"]);
});

test("by cron, closed days have their instants too, and say why they do not run", () => {
  const schedule = { cron: "15 15 * * 1-5", timeZone: "Asia/Shanghai", calendar: "XSHG" };
  expect(next(schedule, "2026-09-30T00:00Z", 2)).toEqual([
    "2026-09-30T07:15 open",
    "2026-10-01T07:15 closed",
  ]);
  expect(instantsOf(schedule, calendars)(new Date("2026-10-01T00:00Z"))).toMatchObject({
    cause: "XSHG is closed on 2026-10-01",
  });
});

test("the first trading day of the month is not the first weekday", () => {
  const schedule = { at: "open", afterMinutes: 0, calendar: "XSHG", days: "first_of_month" } as const;
  expect(next(schedule, "2026-09-30T12:00Z", 3)).toEqual([
    "2026-10-08T01:30 open",
    "2026-11-02T01:30 open",
    "2026-12-01T01:30 open",
  ]);
  const last = { ...schedule, days: "last_of_month" } as const;
  expect(next(last, "2026-09-01T00:00Z", 2)).toEqual(["2026-09-30T01:30 open", "2026-10-30T01:30 open"]);
});

test.each([
  { at: "close", afterMinutes: 30, calendar: "XSHG" },
  { at: "open", afterMinutes: 0, calendar: "XSHG", days: "first_of_month" },
  { cron: "0 16 * * 1-5", timeZone: "Asia/Shanghai", calendar: "XSHG" },
] as const)("behind the calendar's end every day of %p is unknown, never a weekday", (schedule) => {
  const after = new Date("2026-12-31T15:59Z");
  const found = upcoming(instantsOf(schedule, calendars), after, 40);
  expect(new Set(found.map(({ calendar }) => calendar))).toEqual(new Set(["unknown"]));
  expect(found[0]).toMatchObject({ cause: expect.stringContaining("XSHG: nothing is known of 2027-01-01") });
  expect(nextOpen(instantsOf(schedule, calendars), after)).toBeUndefined();
});

test("over a week of holidays the next open instant of a job of every second takes two steps, not 604,800", () => {
  const schedule = { cron: "* * * * * *", timeZone: "Asia/Shanghai", calendar: "XSHG" };
  const instants = instantsOf(schedule, calendars);
  let steps = 0;
  const counted: NextInstant = (after) => {
    steps += 1;
    return instants(after);
  };
  const found = nextOpen(counted, new Date("2026-09-30T16:00Z"));
  expect(found).toEqual({ at: new Date("2026-10-07T16:00:00Z"), calendar: "open" });
  expect(steps).toBe(2);
});

const shanghai = openCalendar("XSHG");
const newYork = openCalendar("XNYS");
const days = fc.integer({ min: 0, max: 3600 }).map((day) => Date.parse("2015-01-01") + day * 86_400_000);

test.each([shanghai, newYork])(
  "on any run of days each trading day of $mic has one instant, in order",
  (calendar) => {
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: -700, max: 700 }),
        (fromMs, count, minutes) => {
          const schedule = { at: "close", afterMinutes: minutes, calendar: calendar.mic } as const;
          const found = upcoming(instantsOf(schedule, calendars), new Date(fromMs), count);
          const expected = closes(calendar, fromMs, minutes, count);
          expect(found.map(({ at }) => at.getTime())).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  },
);

/** The same by going through all trading days. */
function closes(calendar: Calendar, fromMs: number, minutes: number, count: number): number[] {
  const day = (ms: number) => calendar.dayOf(ms);
  const all = calendar.tradingDays(day(fromMs - 3 * 86_400_000), day(fromMs + 90 * 86_400_000));
  if (all === "unknown") throw new Error("the test leaves the calendar");
  return all
    .map((one) => {
      const sessions = calendar.sessionsOf(one);
      if (sessions === "unknown") throw new Error("the test leaves the calendar");
      return sessions.at(-1)!.closeMs + minutes * 60_000;
    })
    .filter((at) => at > fromMs)
    .slice(0, count);
}
