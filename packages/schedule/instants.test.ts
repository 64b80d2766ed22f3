import { expect, test } from "@jest/globals";
import { calendarBook } from "@mystocks/calendar";
import { instantsOf, upcoming } from "./instants.ts";

const calendars = calendarBook().open;

const instants = (schedule: Parameters<typeof instantsOf>[0], after: string, count: number) =>
  upcoming(instantsOf(schedule, calendars), new Date(after), count).map(({ at }) =>
    at.toISOString().slice(0, 16),
  );

const newYork = (cron: string) => ({ cron, timeZone: "America/New_York" });

test.each([
  [
    "a day without 02:30 runs at the first valid moment",
    "30 2 * * *",
    "2026-03-07T12:00Z",
    ["2026-03-08T07:00", "2026-03-09T06:30"],
  ],
  [
    "a day with 01:30 twice runs once",
    "30 1 * * *",
    "2026-11-01T04:00Z",
    ["2026-11-01T05:30", "2026-11-02T06:30"],
  ],
  [
    "every half hour runs in both 01:00 hours",
    "*/30 1 * * *",
    "2026-11-01T04:59Z",
    ["2026-11-01T05:00", "2026-11-01T05:30", "2026-11-01T06:00", "2026-11-01T06:30"],
  ],
])("%s", (_name, cron, after, expected) => {
  expect(instants(newYork(cron), after, expected.length)).toEqual(expected);
});

test("the close of the exchange is on Shanghai's time whatever the host's", () => {
  expect(instants({ cron: "0 15 * * 1-5", timeZone: "Asia/Shanghai" }, "2026-11-20T12:00Z", 2)).toEqual([
    "2026-11-23T07:00",
    "2026-11-24T07:00",
  ]);
});

test("every so many seconds means the multiples, strictly after", () => {
  const next = instantsOf({ everySeconds: 90 }, calendars);
  expect(next(new Date(0))).toEqual({ at: new Date(90_000), calendar: "open" });
  expect(next(new Date(90_001))!.at).toEqual(new Date(180_000));
});

test("a date that never comes has no instant", () => {
  expect(instants({ cron: "0 0 30 2 *", timeZone: "UTC" }, "2026-01-01T00:00Z", 1)).toEqual([]);
});

test.each([
  ["a cron that is none", { cron: "61 * * * *", timeZone: "UTC" }],
  ["a time zone that is none", { cron: "* * * * *", timeZone: "Asia/Nowhere" }],
  ["no seconds", { everySeconds: 0 }],
  ["an exchange that is none", { cron: "* * * * *", timeZone: "UTC", calendar: "XNOP" }],
  ["days of a month without a calendar", { cron: "* * * * *", timeZone: "UTC", days: "first_of_month" }],
  ["an instant that would lie on another day", { at: "close", afterMinutes: 721, calendar: "XSHG" }],
] as const)("%s is refused", (_name, schedule) => {
  expect(() => instantsOf(schedule, calendars)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});
