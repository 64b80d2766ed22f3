import { suggestion } from "@mystocks/near-match";
import type { OdcsSla } from "./document.ts";
import type { ContractReader } from "./reader.ts";
import type { Path } from "./yaml-source.ts";

export interface Sla {
  /** Largest delay, in seconds, and the line and column it was given for. */
  delay: { seconds: number; element: string | undefined; path: Path } | null;
  /** `17:30`, local: by when a session's data has to be there. */
  availableAt: string | null;
  retentionDays: number | null;
  schedule: string | null;
}

// prettier-ignore
const SECONDS: Record<string, number> = {
  s: 1, sec: 1, second: 1, seconds: 1,
  m: 60, min: 60, minute: 60, minutes: 60,
  h: 3600, hr: 3600, hour: 3600, hours: 3600,
  d: 86_400, day: 86_400, days: 86_400,
  w: 604_800, week: 604_800, weeks: 604_800,
  y: 31_557_600, yr: 31_557_600, year: 31_557_600, years: 31_557_600,
};

const READ = ["freshness", "latency", "retention", "frequency", "timeOfAvailability"];
// Promises about people and releases: nothing a run could look at.
const FOR_PEOPLE = [
  "availability",
  "throughput",
  "errorRate",
  "generalAvailability",
  "endOfSupport",
  "endOfLife",
  "timeToDetect",
  "timeToNotify",
  "timeToRepair",
];

type CronProblem = (cron: string) => string | undefined;

export function readSla(
  reader: ContractReader,
  items: readonly OdcsSla[],
  cronProblem: CronProblem = () => undefined,
): Sla {
  const sla: Sla = { delay: null, availableAt: null, retentionDays: null, schedule: null };
  items.forEach((item, index) => {
    const path = ["slaProperties", index];
    if (item.schedule !== undefined) sla.schedule = cronText(reader, item, { path, cronProblem });
    switch (item.property) {
      case "freshness":
      case "latency": {
        const seconds = duration(reader, item, path);
        if (seconds !== undefined) sla.delay = { seconds, element: item.element, path };
        break;
      }
      case "retention": {
        const seconds = duration(reader, item, path);
        if (seconds !== undefined) sla.retentionDays = seconds / SECONDS["d"]!;
        break;
      }
      case "timeOfAvailability":
        if (/^([01]\d|2[0-3]):[0-5]\d$/.test(String(item.value))) sla.availableAt = String(item.value);
        else reader.refuse([...path, "value"], `${JSON.stringify(item.value)} is not a time`, "write HH:MM");
        break;
      case "frequency":
        duration(reader, item, path);
        break;
      default:
        if (!FOR_PEOPLE.includes(item.property))
          reader.refuse(
            [...path, "property"],
            `${JSON.stringify(item.property)} is not a service level that is known`,
            suggestion(item.property, [...READ, ...FOR_PEOPLE]),
          );
    }
  });
  return sla;
}

function duration(reader: ContractReader, { value, unit }: OdcsSla, path: Path): number | undefined {
  const amount = Number(value);
  if (value === null || value === "" || !Number.isFinite(amount) || amount <= 0) {
    reader.refuse([...path, "value"], `${JSON.stringify(value)} is not a duration`);
    return undefined;
  }
  const factor = SECONDS[unit ?? ""];
  if (factor === undefined)
    reader.refuse([...path, "unit"], `${JSON.stringify(unit)} is not a unit of time`, "write s, min, h or d");
  return factor === undefined ? undefined : amount * factor;
}

function cronText(
  reader: ContractReader,
  { scheduler, schedule }: OdcsSla,
  { path, cronProblem }: { path: Path; cronProblem: CronProblem },
): string | null {
  if (scheduler !== undefined && scheduler !== "cron") {
    reader.refuse([...path, "scheduler"], `${JSON.stringify(scheduler)} does not run here`, "write cron");
    return null;
  }
  const problem = cronProblem(schedule!);
  if (problem === undefined) return schedule!;
  const named = `${JSON.stringify(schedule)} can't be planned: ${problem}`;
  reader.refuse([...path, "schedule"], named, 'write "30 15 * * 1-5", say');
  return null;
}
