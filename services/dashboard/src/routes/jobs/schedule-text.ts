import type { JobSchedule } from "@mystocks/api";
import type { JobWords } from "./words.ts";

/** A schedule in words; `duration` writes milliseconds. */
export function scheduleText(
  schedule: JobSchedule,
  words: JobWords,
  duration: (ms: number) => string,
): string {
  if ("everySeconds" in schedule) return words.every(duration(schedule.everySeconds * 1000));
  const days = words.days[schedule.days ?? "all"];
  if ("cron" in schedule) {
    const { cron, timeZone, calendar } = schedule;
    const trading = calendar === undefined ? "" : words.tradingDays(calendar);
    return joined(words.cron(cron, timeZone), days === "" ? trading : days);
  }
  const { at, afterMinutes, calendar } = schedule;
  const distance = afterMinutes === 0 ? "" : duration(Math.abs(afterMinutes) * 60_000);
  return joined((at === "open" ? words.atOpen : words.atClose)(distance, afterMinutes < 0, calendar), days);
}

const joined = (...parts: string[]) => parts.filter((part) => part !== "").join(" · ");
