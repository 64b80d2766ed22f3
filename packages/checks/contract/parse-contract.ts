import { createHash } from "node:crypto";
import { EXCHANGES, openCalendar } from "@mystocks/calendar";
import type { Check, Contract, Dialect } from "./contract.ts";
import { ColumnSet, keyOf } from "./columns.ts";
import type { OdcsDocument, OdcsObject } from "./document.ts";
import { impliedChecks } from "./implied-checks.ts";
import { odcsProblems } from "./odcs-schema.ts";
import { ContractError } from "./problem.ts";
import { readQuality, type NamedDraft } from "./quality.ts";
import { ContractReader } from "./reader.ts";
import { needsOf } from "./needs.ts";
import { namedColumns, readSettings, refuseDays, refuseLoadTime, timeColumn } from "./read-settings.ts";
import { readSla } from "./sla.ts";
import { tdengineProblems } from "../tdengine/supported.ts";
import { YamlSource } from "./yaml-source.ts";

export interface ParseOptions {
  /** Names of calendars beside those of `@mystocks/calendar`. */
  calendars?: readonly string[];
  /** Why nothing can be planned by a cron text; undefined: it can. Left out, the text is taken as it is. */
  cronProblem?: (cron: string) => string | undefined;
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
  const settings = readSettings(reader, document, options.calendars ?? []);
  if (object === undefined || settings === undefined) return undefined;
  const table = object.physicalName ?? object.name;
  const server = document.servers?.[0];
  const dialect: Dialect = settings.dialect ?? "postgresql";
  const schema = (dialect === "postgresql" ? server?.schema : server?.database) ?? "public";
  if (dialect === "postgresql" && /^(pg_|information_schema$)/.test(schema))
    reader.refuse(["servers", 0, "schema"], `${schema} is PostgreSQL's own`, "name the schema of a dataset");
  const columns = new ColumnSet(reader, object, table);
  const key = keyOf(object);
  const time = timeColumn(reader, columns, settings);
  const sla = readSla(reader, document.slaProperties ?? [], options.cronProblem);
  refuseLoadTime(reader, sla, settings);
  refuseDays(reader, settings);
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
    partition: settings.partition,
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

function ownerOf({ team }: OdcsDocument): string | null {
  const members = Array.isArray(team) ? team : (team?.members ?? []);
  const owner = members.find(({ role }) => role?.toLowerCase().includes("owner")) ?? members[0];
  return owner?.username ?? owner?.name ?? (Array.isArray(team) ? null : (team?.name ?? null));
}

function withIds(drafts: readonly NamedDraft[]): Check[] {
  const used = new Set<string>();
  return drafts.map(({ id: given, ...draft }) => {
    const wanted =
      given ?? [draft.spec.kind, draft.columns.join("+")].filter((part) => part !== "").join(":");
    let id = wanted;
    for (let count = 2; used.has(id); count++) id = `${wanted}:${count}`;
    used.add(id);
    return { id, ...draft };
  });
}

/** Descriptions, owners and lines may change without making a baseline worthless. */
function fingerprintOf(contract: Omit<Contract, "fingerprint">): string {
  const { schema, table, only, calendar, timeZone, time, symbol, key } = contract;
  const checks = contract.checks.map(({ id, spec, bounds, unit }) => ({ id, spec, bounds, unit }));
  const meant = { schema, table, only, calendar, timeZone, time, symbol, key, checks };
  return createHash("sha256").update(JSON.stringify(meant)).digest("hex");
}
