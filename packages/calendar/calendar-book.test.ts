import { expect, test } from "@jest/globals";
import { calendarBook, CalendarError, openCalendar } from "./index.ts";

const NEXT_YEAR = {
  format: 1,
  mic: "XSHG",
  name: "Shanghai Stock Exchange",
  version: 20261201,
  license: "Apache-2.0",
  sources: [{ name: "notice of the exchange", version: "2026-12-01", license: "public fact" }],
  timeZone: "Asia/Shanghai",
  firstDay: "2026-01-01",
  lastDay: "2027-12-31",
  weekdays: [1, 2, 3, 4, 5],
  hours: [{ from: "2026-01-01", sessions: ["09:30-11:30", "13:00-15:00"] }],
  closed: ["2026-01-01", "2027-01-01"],
  special: {},
};

test("a calendar is opened once, and one that there is none of is said to be missing", () => {
  const book = calendarBook();
  expect(book.open("XSHG")).toBe(book.open("XSHG"));
  expect(book.find("XXXX")).toBeUndefined();
  expect(() => book.open("XXXX")).toThrow(CalendarError);
});

test("newer data takes the place of what is shipped, and the others stay", () => {
  const book = calendarBook([NEXT_YEAR]);
  expect(openCalendar("XSHG").isTradingDay("2027-01-04")).toBe("unknown");
  expect(book.open("XSHG").isTradingDay("2027-01-04")).toBe("open");
  expect(book.open("XSHE").isTradingDay("2027-01-04")).toBe("unknown");
  expect(book.exchanges).toContain("XNYS");
});

test("an exchange of its own joins", () => {
  const book = calendarBook([{ ...NEXT_YEAR, mic: "XTKS", name: "Tokyo", timeZone: "Asia/Tokyo" }]);
  expect(book.find("XTKS")?.timeZone).toBe("Asia/Tokyo");
  expect(book.exchanges).toContain("XTKS");
});

test.each([
  ["that is older", { version: 20200101 }, "CALENDAR_DATA_OLD"],
  ["that knows less of the future", { lastDay: "2026-06-30", closed: ["2026-01-01"] }, "CALENDAR_DATA_OLD"],
  ["that is broken", { weekdays: [8] }, "CALENDAR_DATA_INVALID"],
])("data %s is refused", (_, change, code) => {
  expect(() => calendarBook([{ ...NEXT_YEAR, ...change }])).toThrow(expect.objectContaining({ code }));
});
