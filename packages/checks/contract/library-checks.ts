import { z } from "zod";
import { levelOf, operatorBound } from "./bounds.ts";
import type { CheckSpec } from "./check-spec.ts";
import type { ColumnSet } from "./columns.ts";
import { optionsOf, valuesOf } from "./columns.ts";
import type { Bound, Unit } from "./contract.ts";
import type { OdcsProperty, OdcsQuality } from "./document.ts";
import type { ContractReader } from "./reader.ts";
import type { Path } from "./yaml-source.ts";

/** A check before it has an id. */
export interface CheckDraft {
  spec: CheckSpec;
  columns: string[];
  bounds: Bound[];
  unit: Unit;
}

/** Where a quality item stands: at a property, or at the table. */
export interface Place {
  reader: ContractReader;
  columns: ColumnSet;
  path: Path;
  property: OdcsProperty | undefined;
  key: readonly string[];
}

const word = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const limit = z.union([z.number(), z.string()]);

const argumentSchemas = {
  nullValues: z.strictObject({}),
  missingValues: z.strictObject({ missingValues: z.array(word).default([]) }),
  invalidValues: z.strictObject({
    validValues: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .optional(),
    pattern: z.string().min(1).optional(),
    minimum: limit.optional(),
    maximum: limit.optional(),
    exclusiveMinimum: limit.optional(),
    exclusiveMaximum: limit.optional(),
    minLength: z.int().nonnegative().optional(),
    maxLength: z.int().nonnegative().optional(),
    multipleOf: z.number().positive().optional(),
  }),
  duplicateValues: z.strictObject({ properties: z.array(z.string()).min(1).optional() }),
  rowCount: z.strictObject({}),
};

type Metric = keyof typeof argumentSchemas;

export function libraryCheck(item: OdcsQuality, place: Place): CheckDraft | undefined {
  const { reader, path } = place;
  const metric = reader.word([...path, "metric"], item.metric, Object.keys(argumentSchemas) as Metric[]);
  if (metric === undefined) return undefined;
  const unit = reader.word([...path, "unit"], item.unit ?? "rows", ["rows", "percent"]);
  const bound = operatorBound(reader, item, path, levelOf(reader, item, path) ?? "fail");
  const spec = specOf(metric, item, place);
  if (unit === undefined || bound === undefined || spec === undefined) return undefined;
  if (metric === "rowCount" && unit === "percent") {
    reader.refuse([...path, "unit"], "a row count has no per cent", "leave unit out, or write rows");
    return undefined;
  }
  return { spec, columns: columnsOf(spec), bounds: [bound], unit };
}

function specOf(metric: Metric, item: OdcsQuality, place: Place): CheckSpec | undefined {
  const at = [...place.path, "arguments"];
  if (metric === "rowCount") {
    const parsed = place.reader.parse(argumentSchemas.rowCount, item.arguments ?? {}, at);
    return parsed && atTable(metric, place) ? { kind: "rowCount" } : undefined;
  }
  if (metric === "duplicateValues") return duplicates(item, place, at);
  const { property } = place;
  if (property === undefined) {
    place.reader.refuse(place.path, `${metric} is about one column`, "write it below that property");
    return undefined;
  }
  const column = property.physicalName ?? property.name;
  if (metric === "nullValues") {
    const parsed = place.reader.parse(argumentSchemas.nullValues, item.arguments ?? {}, at);
    return parsed && { kind: "nullValues", column };
  }
  if (metric === "missingValues") {
    const parsed = place.reader.parse(argumentSchemas.missingValues, item.arguments ?? {}, at);
    const words = parsed?.missingValues.filter((entry) => entry !== null).map(String);
    return words && { kind: "missingValues", column, words };
  }
  return invalid(item, place, property, at);
}

function invalid(item: OdcsQuality, place: Place, property: OdcsProperty, at: Path): CheckSpec | undefined {
  const parsed = place.reader.parse(argumentSchemas.invalidValues, item.arguments ?? {}, at);
  if (parsed === undefined) return undefined;
  const { validValues, ...options } = parsed;
  const own = valuesOf(property.physicalName ?? property.name, options);
  const set = validValues === undefined ? {} : { set: validValues };
  const given = { ...own, ...set };
  const valid = Object.keys(given).length > 1 ? given : optionsOf(property);
  if (valid === undefined) {
    place.reader.refuse(
      place.path,
      "nothing says which values are valid",
      "give arguments (validValues, pattern, minimum, maximum) or logicalTypeOptions",
    );
    return undefined;
  }
  return { kind: "invalidValues", ...valid };
}

function duplicates(item: OdcsQuality, place: Place, at: Path): CheckSpec | undefined {
  const parsed = place.reader.parse(argumentSchemas.duplicateValues, item.arguments ?? {}, at);
  if (parsed === undefined) return undefined;
  const { property } = place;
  const named =
    property === undefined ? (parsed.properties ?? place.key) : [property.physicalName ?? property.name];
  const columns = named.flatMap((name, index) => {
    const column = place.columns.known(name, [...at, "properties", index]);
    return column === undefined ? [] : [column.name];
  });
  if (columns.length !== named.length) return undefined;
  if (columns.length > 0) return { kind: "duplicateValues", columns };
  place.reader.refuse(
    place.path,
    "nothing says what has to be unique",
    "give arguments.properties or a primaryKey",
  );
  return undefined;
}

function atTable(metric: string, { reader, path, property }: Place): boolean {
  if (property === undefined) return true;
  reader.refuse(path, `${metric} is about the whole table`, "write it below schema[0].quality");
  return false;
}

export function columnsOf(spec: CheckSpec): string[] {
  if ("columns" in spec && spec.columns !== undefined) return [...spec.columns];
  return "column" in spec && spec.column !== undefined ? [spec.column] : [];
}
