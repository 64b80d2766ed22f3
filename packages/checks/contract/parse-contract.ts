import { createHash } from "node:crypto";
import { EXCHANGES, openCalendar } from "@mystocks/calendar";
import type { Check, Contract, Dialect, TimeColumn } from "./contract.ts";
import { ColumnSet, keyOf } from "./columns.ts";
import type { OdcsDocument, OdcsObject } from "./document.ts";
import { impliedChecks } from "./implied-checks.ts";
import { odcsProblems } from "./odcs-schema.ts";
import { ContractError } from "./problem.ts";
import { readQuality, type NamedDraft } from "./quality.ts";
import { ContractReader } from "./reader.ts";
import { settingsSchema, type Settings } from "./settings.ts";
import { readSla, type Sla } from "./sla.ts";
import { suggestion } from "./near-match.ts";
import { tdengineProblems } from "../tdengine/supported.ts";
import { YamlSource } from "./yaml-source.ts";

export interface ParseOptions {
  /** Names of calendars beside those of `@mystocks/calendar`. */
  calendars?: readonly string[];
}

/**
 * Reads an Open Data Contract Standard 3.1 document. Throws ContractError with every problem: what the standard's JSON
 * schema refuses, and then keys, columns, calendars and queries that would do nothing, or do too much.
 */
export function parseContract(text: string, file: string, options: ParseOptions = {}): Contract {
  const source = new YamlSource(text);
  if (source.problems.length > 0) throw new ContractError(file, source.problems);
  const standard = odcsProblems(source);
  if (standard.length > 0) throw new ContractError(file, byLine(standard));
  const reader = new ContractReader(source);
  const contract = readContract(reader, source.value as OdcsDocument, file, options);
  if (reader.problems.length > 0 || contract === undefined)
    throw new ContractError(file, byLine(reader.problems));
  return contract;
}

const byLine = <Problem extends { line: number }>(problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => a.line - b.line);

function readContract(
  reader: ContractReader,
  document: OdcsDocument,
  file: string,
  options: ParseOptions,
): Contract | undefined {
  const object = theObject(reader, document);
  const settings = readSettings(reader, document, options);
  if (object === undefined || settings === undefined) return undefined;
  const table = object.physicalName ?? object.name;
  const server = document.servers?.[0];
  const dialect: Dialect = settings.dialect ?? "postgresql";
  const schema = (dialect === "postgresql" ? server?.schema : server?.database) ?? "public";
  const columns = new ColumnSet(reader, object, table);
  const key = keyOf(object);
  const time = timeColumn(reader, columns, settings);
  const sla = readSla(reader, document.slaProperties ?? []);
  refuseLoadTime(reader, sla, settings);
  namedColumns(reader, columns, settings);
  const written = readQuality(reader, object, columns, key, { schema, table, dialect });
  const implied = impliedChecks({ reader, object, columns, key, time, sla, written });
  const checks = withIds([...written, ...implied]);
  const contract: Omit<Contract, "fingerprint"> = {
    file,
    id: document.id,
    name: document.name ?? document.id,
    version: document.version,
    status: document.status,
    owner: ownerOf(document),
    server: server?.server ?? null,
    dialect,
    schema,
    table,
    classification: settings.classification ?? null,
    calendar: settings.calendar === "none" ? null : settings.calendar,
    timeZone:
      settings.timeZone ??
      (EXCHANGES.includes(settings.calendar) ? openCalendar(settings.calendar).timeZone : "UTC"),
    columns: [...columns.all],
    key,
    time,
    symbol: settings.symbol ?? null,
    loaded: settings.loaded ?? null,
    only: Object.entries(settings.only).map(([column, value]) => ({ column, value })),
    publishingLagSeconds: sla.delay?.seconds ?? (time?.type === "date" ? 86_400 : 300),
    availableAt: sla.availableAt,
    retentionDays: sla.retentionDays,
    schedule: sla.schedule,
    sampleRows: settings.sampleRows,
    checks,
  };
  needsOf(reader, contract);
  if (dialect === "tdengine") for (const problem of tdengineProblems(contract)) reader.problems.push(problem);
  return { ...contract, fingerprint: fingerprintOf(contract) };
}

function theObject(reader: ContractReader, { schema = [] }: OdcsDocument): OdcsObject | undefined {
  if (schema.length === 1 && (schema[0]!.properties?.length ?? 0) > 0) return schema[0];
  reader.refuse(
    ["schema"],
    schema.length === 1 ? "has no properties" : `has ${schema.length} tables`,
    "a contract is about one table, with the columns that matter as properties",
  );
  return undefined;
}

function readSettings(
  reader: ContractReader,
  document: OdcsDocument,
  { calendars = [] }: ParseOptions,
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

function timeColumn(reader: ContractReader, columns: ColumnSet, { time }: Settings): TimeColumn | null {
  if (time === undefined) return null;
  const column = columns.known(time, settingPath(reader, "time"));
  if (column === undefined) return null;
  if (column.type === "date" || column.type === "timestamp") return { name: column.name, type: column.type };
  reader.refuse(settingPath(reader, "time"), `column ${time} is no date or timestamp`, "set its logicalType");
  return null;
}

function namedColumns(reader: ContractReader, columns: ColumnSet, settings: Settings): void {
  for (const name of ["symbol", "loaded"] as const)
    if (settings[name] !== undefined) columns.known(settings[name], settingPath(reader, name));
  for (const name of Object.keys(settings.only)) columns.known(name, [...settingPath(reader, "only"), name]);
}

/** Backfilled rows are new by load time and old by bar time: freshness goes by the bar. */
function refuseLoadTime(reader: ContractReader, { delay }: Sla, { loaded, time }: Settings): void {
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

const SERIES = ["previousClose", "adjustFactor", "jump", "stale", "priceLimit", "outlier", "gaps"];
const TIMED = [...SERIES, "freshness", "closedDays", "sessions", "rowCountChange", "volumeAnomaly"];

function needsOf(reader: ContractReader, contract: Omit<Contract, "fingerprint">): void {
  for (const { spec, line, id } of contract.checks) {
    const key = `check ${id}`;
    if (TIMED.includes(spec.kind) && contract.time === null)
      reader.problems.push({ line, key, message: "needs the bar time", remedy: "set time in mystocks" });
    if (SERIES.includes(spec.kind) && contract.symbol === null)
      reader.problems.push({
        line,
        key,
        message: "needs the symbol column",
        remedy: "set symbol in mystocks",
      });
    if (spec.kind === "sessions" && contract.time?.type === "date")
      reader.problems.push({ line, key, message: "needs a timestamp, and the bar time is a date" });
  }
}

function ownerOf({ team }: OdcsDocument): string | null {
  const members = Array.isArray(team) ? team : (team?.members ?? []);
  const owner = members.find(({ role }) => role?.toLowerCase().includes("owner")) ?? members[0];
  return owner?.username ?? owner?.name ?? (Array.isArray(team) ? null : (team?.name ?? null));
}

function withIds(drafts: readonly NamedDraft[]): Check[] {
  const used = new Map<string, number>();
  return drafts.map(({ id, ...draft }) => {
    const wanted = id ?? [draft.spec.kind, draft.columns.join("+")].filter((part) => part !== "").join(":");
    const count = (used.get(wanted) ?? 0) + 1;
    used.set(wanted, count);
    return { id: count === 1 ? wanted : `${wanted}:${count}`, ...draft };
  });
}

/** Descriptions, owners and lines may change without making a baseline worthless. */
function fingerprintOf(contract: Omit<Contract, "fingerprint">): string {
  const { schema, table, only, calendar, timeZone, time, symbol, key } = contract;
  const checks = contract.checks.map(({ id, spec, bounds, unit }) => ({ id, spec, bounds, unit }));
  const meant = { schema, table, only, calendar, timeZone, time, symbol, key, checks };
  return createHash("sha256").update(JSON.stringify(meant)).digest("hex");
}
