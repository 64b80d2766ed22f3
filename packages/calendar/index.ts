export { calendarBook, type CalendarBook } from "./calendar-book.ts";
export { createCalendar } from "./calendar.ts";
export type { Calendar, Session, Unknown } from "./calendar.ts";
export { CalendarError } from "./calendar-error.ts";
export type { CalendarErrorCode } from "./calendar-error.ts";
export type { CalendarData } from "./calendar-data.ts";
export { EXCHANGES, openCalendar, updateCalendar } from "./exchanges.ts";
