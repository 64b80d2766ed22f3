import { readFile } from "node:fs/promises";
import { calendarBook, CalendarError, type CalendarBook } from "@mystocks/calendar";
import type { MonitorConfig } from "@mystocks/runtime";
import { MonitorError } from "@mystocks/runtime/errors";

/** The calendars that come with Monitor, and those of the config's files in their place. Throws CONFIG_INVALID. */
export async function readCalendars({ calendars }: Pick<MonitorConfig, "calendars">): Promise<CalendarBook> {
  const newer: unknown[] = [];
  for (const file of calendars) {
    newer.push(await readJson(file));
    proved(newer, file);
  }
  return proved(newer, "");
}

/** The first file that does not go with those before it is the one that is told. */
function proved(newer: readonly unknown[], file: string): CalendarBook {
  try {
    return calendarBook(newer);
  } catch (cause) {
    if (!(cause instanceof CalendarError)) throw cause;
    throw refusal(file, cause.message, cause, cause.remedy);
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw refusal(file, "can't be read", cause, "Name a file that is there.");
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw refusal(file, "is no JSON", cause, "packages/calendar/README.md shows what such a file holds.");
  }
}

function refusal(file: string, problem: string, cause: unknown, remedy: string | undefined): MonitorError {
  return new MonitorError("CONFIG_INVALID", `calendars: ${file}: ${problem}`, {
    cause,
    remedy,
    field: "calendars",
  });
}
