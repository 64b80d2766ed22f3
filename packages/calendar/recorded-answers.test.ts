import { expect, test } from "@jest/globals";
import { EXCHANGES, openCalendar } from "./index.ts";
import recorded from "./recorded/answers.json" with { type: "json" };

type Row = [number, string, boolean, boolean, number, number, string, number];

test.each(EXCHANGES)("%s answers as exchange_calendars does at random instants", (mic) => {
  const calendar = openCalendar(mic);
  const rows = recorded[mic as keyof typeof recorded] as Row[];
  expect(rows.length).toBeGreaterThanOrEqual(100);
  for (const [at, day, isTradingDay, isOpen, nextOpenMs, previousCloseMs, until, tradingDays] of rows) {
    expect(calendar.dayOf(at)).toBe(day);
    expect(calendar.isTradingDay(day)).toBe(isTradingDay ? "open" : "closed");
    expect({ at, is: calendar.isOpenAt(at) }).toEqual({ at, is: isOpen ? "open" : "closed" });
    expect(calendar.tradingDays(day, until)).toHaveLength(tradingDays);
    // The library knows openings and closings of days, not of the halves around a lunch break.
    const opens = calendar.sessionsOf(calendar.dayOf(nextOpenMs));
    expect(opens === "unknown" ? opens : opens[0]?.openMs).toBe(nextOpenMs);
    const closes = calendar.sessionsOf(calendar.dayOf(previousCloseMs));
    expect(closes === "unknown" ? closes : closes.at(-1)?.closeMs).toBe(previousCloseMs);
    expect(calendar.tradingDays(calendar.dayOf(previousCloseMs), calendar.dayOf(nextOpenMs))).toHaveLength(
      isTradingDay &&
        previousCloseMs < at &&
        calendar.dayOf(previousCloseMs) !== day &&
        calendar.dayOf(nextOpenMs) !== day
        ? 3
        : 2,
    );
  }
});
