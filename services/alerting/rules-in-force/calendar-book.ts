import { calendarBook as book } from "@mystocks/calendar";
import type { Calendars } from "@mystocks/rules";

export const calendarBook = (): Calendars => book().find;
