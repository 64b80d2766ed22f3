import xhkg from "./data/XHKG.json" with { type: "json" };
import xnas from "./data/XNAS.json" with { type: "json" };
import xnys from "./data/XNYS.json" with { type: "json" };
import xshe from "./data/XSHE.json" with { type: "json" };
import xshg from "./data/XSHG.json" with { type: "json" };
import { CalendarError } from "./calendar-error.ts";
import { createCalendar } from "./calendar.ts";
import type { Calendar } from "./calendar.ts";

const SHIPPED: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["XSHG", xshg],
  ["XSHE", xshe],
  ["XHKG", xhkg],
  ["XNYS", xnys],
  ["XNAS", xnas],
]);

/** The exchanges whose data comes with this package, by market identifier code. */
export const EXCHANGES: readonly string[] = [...SHIPPED.keys()];

/** The calendar of an exchange from the data of this package, read anew each time: keep it. Throws CALENDAR_UNKNOWN. */
export function openCalendar(mic: string): Calendar {
  const data = SHIPPED.get(mic);
  if (data !== undefined) return createCalendar(data);
  throw new CalendarError("CALENDAR_UNKNOWN", `there is no calendar "${mic}"`, {
    remedy: `use ${EXCHANGES.join(", ")}, or give the data of this exchange as a file`,
    allowed: EXCHANGES,
  });
}

/**
 * The calendar of newer data for the same exchange. Throws CALENDAR_DATA_INVALID for a file of another exchange and
 * CALENDAR_DATA_OLD when its version does not rise or it knows less of the future than the current one.
 */
export function updateCalendar(current: Calendar, json: unknown): Calendar {
  const newer = createCalendar(json);
  if (newer.mic !== current.mic)
    throw new CalendarError(
      "CALENDAR_DATA_INVALID",
      `the data is of ${newer.mic}, the calendar of ${current.mic}`,
      {
        remedy: `give a file whose mic is ${current.mic}`,
        allowed: [current.mic],
      },
    );
  if (newer.version <= current.version)
    throw new CalendarError(
      "CALENDAR_DATA_OLD",
      `${current.mic}: version ${newer.version} is not newer than ${current.version}`,
      { remedy: "raise the version, or keep the calendar that is loaded" },
    );
  if (newer.horizon < current.horizon)
    throw new CalendarError(
      "CALENDAR_DATA_OLD",
      `${current.mic}: the newer data ends on ${newer.horizon}, before ${current.horizon}`,
      { remedy: "add the days up to there" },
    );
  return newer;
}
