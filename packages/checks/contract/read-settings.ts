import { EXCHANGES } from "@mystocks/calendar";
import { suggestion } from "@mystocks/near-match";
import type { ColumnSet } from "./columns.ts";
import type { TimeColumn } from "./contract.ts";
import type { OdcsDocument } from "./document.ts";
import type { ContractReader } from "./reader.ts";
import { settingsSchema, type Settings } from "./settings.ts";
import type { Sla } from "./sla.ts";

/** The custom property `mystocks`; undefined after telling that it is missing or wrong. */
export function readSettings(
  reader: ContractReader,
  document: OdcsDocument,
  calendars: readonly string[],
): Settings | undefined {
  const properties = document.customProperties ?? [];
  const index = properties.findIndex(({ property }) => property === "mystocks");
  if (index === -1) {
    const near = properties.findIndex(({ property }) => /my-?stock/i.test(property));
    reader.refuse(
      near === -1 ? ["customProperties"] : ["customProperties", near, "property"],
      "the custom property mystocks is missing",
      "add it with at least calendar: XSHG, or calendar: none",
    );
    return undefined;
  }
  const path = ["customProperties", index, "value"];
  const settings = reader.parse(settingsSchema, properties[index]!.value, path);
  if (settings === undefined) return undefined;
  const known = ["none", ...EXCHANGES, ...calendars];
  if (!known.includes(settings.calendar))
    reader.refuse(
      [...path, "calendar"],
      `there is no calendar ${JSON.stringify(settings.calendar)}`,
      suggestion(settings.calendar, known),
    );
  else if (!EXCHANGES.includes(settings.calendar) && settings.timeZone === undefined)
    reader.refuse([...path, "timeZone"], "is needed where the calendar has none", "write Asia/Shanghai, say");
  if (settings.timeZone !== undefined && !isTimeZone(settings.timeZone))
    reader.refuse([...path, "timeZone"], `${JSON.stringify(settings.timeZone)} is not a time zone`);
  return settings;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function settingPath({ source }: ContractReader, name: string): (string | number)[] {
  const { customProperties = [] } = source.value as OdcsDocument;
  return [
    "customProperties",
    customProperties.findIndex(({ property }) => property === "mystocks"),
    "value",
    name,
  ];
}

export function timeColumn(
  reader: ContractReader,
  columns: ColumnSet,
  { time }: Settings,
): TimeColumn | null {
  if (time === undefined) return null;
  const column = columns.known(time, settingPath(reader, "time"));
  if (column === undefined) return null;
  if (column.type === "date" || column.type === "timestamp") return { name: column.name, type: column.type };
  reader.refuse(settingPath(reader, "time"), `column ${time} is no date or timestamp`, "set its logicalType");
  return null;
}

export function namedColumns(reader: ContractReader, columns: ColumnSet, settings: Settings): void {
  for (const name of ["symbol", "loaded"] as const)
    if (settings[name] !== undefined) columns.known(settings[name], settingPath(reader, name));
  for (const name of Object.keys(settings.only)) columns.known(name, [...settingPath(reader, "only"), name]);
}

/** Without a bar time no row belongs to a day. */
export function refuseDays(reader: ContractReader, settings: Settings): void {
  if (settings.partition === "day" && settings.time === undefined)
    reader.refuse(settingPath(reader, "partition"), "needs the bar time", "set time beside it");
}

/** Backfilled rows are new by load time and old by bar time: freshness goes by the bar. */
export function refuseLoadTime(reader: ContractReader, { delay }: Sla, { loaded, time }: Settings): void {
  const element = delay?.element?.split(".").at(-1);
  if (delay === null || element === undefined || element === time) return;
  reader.refuse(
    [...delay.path, "element"],
    element === loaded
      ? `${element} says when a row was loaded, and a backfill would pass for fresh data`
      : `${element} is not the bar time`,
    time === undefined ? "set time in the custom property mystocks" : `write ${time}`,
  );
}
