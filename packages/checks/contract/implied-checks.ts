import { suggestion } from "@mystocks/near-match";
import { above, none } from "./bounds.ts";
import type { CheckSpec } from "./check-spec.ts";
import { optionsOf, type ColumnSet } from "./columns.ts";
import type { Bound, TimeColumn } from "./contract.ts";
import type { OdcsObject } from "./document.ts";
import { columnsOf, type CheckDraft } from "./library-checks.ts";
import type { NamedDraft } from "./quality.ts";
import type { ContractReader } from "./reader.ts";
import type { Sla } from "./sla.ts";
import type { Path } from "./yaml-source.ts";

export interface ImpliedParts {
  reader: ContractReader;
  object: OdcsObject;
  columns: ColumnSet;
  key: readonly string[];
  time: TimeColumn | null;
  sla: Sla;
  /** What the document says itself; it takes the place of what would be implied. */
  written: readonly NamedDraft[];
}

/**
 * What a contract promises without a `quality` item: its columns are there, there are rows, required columns hold no
 * null, keys are unique, options are met, references are found, numbers are numbers, and no bar is of the future.
 */
export function impliedChecks(parts: ImpliedParts): NamedDraft[] {
  const says = (kind: CheckSpec["kind"], columns: readonly string[] = []) =>
    parts.written.some(({ spec }) => spec.kind === kind && sameSet(columnsOf(spec), columns));
  return [
    check({ kind: "schema" }),
    ...(says("rowCount")
      ? []
      : [check({ kind: "rowCount" }, [{ operator: ">=", limits: [1], level: "fail" }])]),
    ...parts.columns.all
      .filter(
        ({ name, required }) => required && !says("nullValues", [name]) && !says("missingValues", [name]),
      )
      .map(({ name }) => check({ kind: "nullValues", column: name })),
    ...uniqueKeys(parts)
      .filter((columns) => !says("duplicateValues", columns))
      .map((columns) => check({ kind: "duplicateValues", columns })),
    ...options(parts).filter(({ columns }) => !says("invalidValues", columns)),
    ...references(parts),
    ...finite(parts),
    ...timely(parts),
  ];
}

const check = (spec: CheckSpec, bounds: Bound[] = none(), unit: CheckDraft["unit"] = "rows"): NamedDraft => ({
  spec,
  columns: columnsOf(spec),
  bounds,
  unit,
  line: 0,
});

function uniqueKeys({ columns, key }: ImpliedParts): string[][] {
  const single = columns.all.filter(({ unique }) => unique).map(({ name }) => [name]);
  return key.length === 0 || single.some((names) => sameSet(names, key)) ? single : [[...key], ...single];
}

function options({ object }: ImpliedParts): NamedDraft[] {
  return (object.properties ?? []).flatMap((property) => {
    const valid = optionsOf(property);
    return valid === undefined ? [] : [check({ kind: "invalidValues", ...valid })];
  });
}

/** Float and decimal columns that no other check proves finite on the way. */
function finite({ columns, written, object }: ImpliedParts): NamedDraft[] {
  const proven = new Set(
    [...written, ...options({ object } as ImpliedParts)].flatMap(({ spec }) => provenFinite(spec)),
  );
  const left = columns.all.filter(({ type, name }) => type === "number" && !proven.has(name));
  return left.length === 0 ? [] : [check({ kind: "finite", columns: left.map(({ name }) => name) })];
}

function provenFinite(spec: CheckSpec): string[] {
  if (spec.kind === "ohlc") return [spec.open, spec.high, spec.low, spec.close];
  if (spec.kind === "volume")
    return [spec.volume, spec.amount, spec.vwap].filter((name) => name !== undefined);
  return spec.kind === "invalidValues" && spec.range !== undefined ? [spec.column] : [];
}

function timely({ time, sla, written }: ImpliedParts): NamedDraft[] {
  if (time === null) return [];
  const isWritten = written.some(({ spec }) => spec.kind === "freshness");
  const freshness =
    isWritten || (sla.delay === null && sla.availableAt === null)
      ? []
      : [check({ kind: "freshness" }, [above(freshnessLimit(time, sla), "fail")], "seconds")];
  const retention =
    sla.retentionDays === null ? [] : [check({ kind: "retention", days: sla.retentionDays }, none("warn"))];
  return [check({ kind: "future", column: time.name }), ...freshness, ...retention].map((draft) => ({
    ...draft,
    columns: [time.name],
  }));
}

/** Days are late from the moment they are due, instants once they are older than the delay allows. */
function freshnessLimit(time: TimeColumn, sla: Sla): number {
  return time.type === "date" ? 0 : (sla.delay?.seconds ?? 300);
}

function references({ reader, object, columns }: ImpliedParts): NamedDraft[] {
  const atTable = (object.relationships ?? []).map(({ from = [], to }, index) =>
    // `daily_kline.symbol` or `symbol`; the last part is the column.
    reference(reader, columns, {
      from: [from].flat().map((name) => name.split(".").at(-1)!),
      to,
      path: ["schema", 0, "relationships", index],
    }),
  );
  const atColumns = (object.properties ?? []).flatMap(({ name, physicalName, relationships = [] }, index) =>
    relationships.map(({ to }, at) =>
      reference(reader, columns, {
        from: [physicalName ?? name],
        to,
        path: ["schema", 0, "properties", index, "relationships", at],
      }),
    ),
  );
  return [...atTable, ...atColumns].filter((draft) => draft !== undefined);
}

interface Reference {
  from: readonly string[];
  to: string | string[];
  path: Path;
}

function reference(
  reader: ContractReader,
  columns: ColumnSet,
  { from, to, path }: Reference,
): NamedDraft | undefined {
  const own = from.map((name) => columns.known(name, [...path, "from"]));
  const targets = [to].flat().map((name) => name.split("."));
  const table = targets[0]?.[0];
  if (own.some((column) => column === undefined)) return undefined;
  if (own.length !== targets.length || targets.some((parts) => parts.length !== 2 || parts[0] !== table)) {
    reader.refuse(
      [...path, "to"],
      "is not table.column, once for each column",
      suggestion("table.column", []),
    );
    return undefined;
  }
  const names = own.map((column) => column!.name);
  return {
    ...check({
      kind: "reference",
      columns: names,
      table: table!,
      targets: targets.map((parts) => parts[1]!),
    }),
    line: reader.source.lineOf(path),
  };
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}
