import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { calendarBook } from "@mystocks/calendar";
import { instantsOf, upcoming } from "./instants.ts";

const ZONES = [
  "America/New_York",
  "Europe/Rome",
  "Europe/London",
  "America/St_Johns",
  "America/Santiago",
  "Asia/Shanghai",
  "Asia/Kolkata",
  "UTC",
];
const MINUTE_MS = 60_000;
const next = (cron: string, timeZone: string) => instantsOf({ cron, timeZone }, calendarBook().open);

/** Local day and minute of a UTC instant, by the platform's own time zones. */
function wallClock(timeZone: string): (ms: number) => { day: string; minute: number } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    dateStyle: "short",
    timeStyle: "short",
  });
  return (ms) => {
    const [day, time] = format.format(ms).split(", ") as [string, string];
    return { day, minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) };
  };
}

/** The written rule, minute by minute: the first moment of each local day whose clock shows the time or a later one. */
function daily(minuteOfDay: number, timeZone: string, fromMs: number, toMs: number): number[] {
  const wall = wallClock(timeZone);
  const found = new Map<string, number>();
  let { day: partial } = wall(fromMs);
  for (let ms = fromMs; ms < toMs; ms += MINUTE_MS) {
    const { day, minute } = wall(ms);
    if (day === partial) continue;
    partial = "";
    if (minute >= minuteOfDay && !found.has(day)) found.set(day, ms);
  }
  return [...found.values()];
}

// Around changes of the clock, half of the time.
const changes = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-09-06", "2026-10-25", "2026-11-01"];
const starts = fc.oneof(
  fc.constantFrom(...changes).map((day) => Date.parse(day) - 36 * 3_600_000),
  fc.integer({ min: 0, max: 1000 }).map((day) => Date.parse("2025-01-01") + day * 86_400_000),
);

test("a fixed time runs once on every local day: in a gap at the first valid moment, in a repeated hour at its first", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      starts,
      fc.oneof(fc.integer({ min: 0, max: 239 }), fc.integer({ min: 0, max: 1439 })),
      (zone, fromMs, minuteOfDay) => {
        const toMs = fromMs + 4 * 86_400_000;
        const cron = `${minuteOfDay % 60} ${Math.floor(minuteOfDay / 60)} * * *`;
        const expected = daily(minuteOfDay, zone, fromMs, toMs);
        const found = upcoming(next(cron, zone), new Date(expected[0]! - 1), expected.length);
        expect({ cron, zone, at: found.map(({ at }) => at.toISOString()) }).toEqual({
          cron,
          zone,
          at: expected.map((ms) => new Date(ms).toISOString()),
        });
      },
    ),
    { numRuns: 120 },
  );
});

test("every so many minutes runs at each of them, in both of two equal hours and over a gap", () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), starts, fc.constantFrom(5, 10, 15, 30), (zone, fromMs, step) => {
      const wall = wallClock(zone);
      const expected = Array.from({ length: 2880 }, (_, at) => fromMs + (at + 1) * MINUTE_MS).filter(
        (ms) => wall(ms).minute % step === 0,
      );
      const found = upcoming(next(`*/${step} * * * *`, zone), new Date(fromMs), expected.length);
      expect(found.map(({ at }) => at.getTime())).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});
