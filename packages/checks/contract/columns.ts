import { suggestion } from "@mystocks/near-match";
import type { OdcsObject, OdcsProperty } from "./document.ts";
import type { Column, LogicalType } from "./contract.ts";
import type { ValidValues } from "./check-spec.ts";
import type { ContractReader } from "./reader.ts";
import type { Path } from "./yaml-source.ts";

const TYPES: readonly LogicalType[] = ["string", "integer", "number", "boolean", "date", "timestamp", "time"];

/** The columns of a contract by name, and the refusal of names it has not. */
export class ColumnSet {
  readonly all: readonly Column[];
  readonly #byName: ReadonlyMap<string, Column>;
  readonly #reader: ContractReader;
  readonly #table: string;

  constructor(reader: ContractReader, object: OdcsObject, table: string) {
    this.#reader = reader;
    this.#table = table;
    this.all = (object.properties ?? []).map(readColumn);
    this.#byName = new Map(this.all.map((column) => [column.name, column]));
    this.all.forEach(({ name }, index) => {
      if (this.all.findIndex((column) => column.name === name) !== index)
        reader.refuse(
          ["schema", 0, "properties", index, "name"],
          `column ${JSON.stringify(name)} comes twice`,
        );
    });
  }

  get(name: string): Column | undefined {
    return this.#byName.get(name);
  }

  /** The column, or undefined after telling that the contract has none of that name. */
  known(name: string, path: Path): Column | undefined {
    const column = this.#byName.get(name);
    if (column === undefined)
      this.#reader.refuse(
        path,
        `${this.#table} has no column ${JSON.stringify(name)}`,
        suggestion(name, [...this.#byName.keys()]),
      );
    return column;
  }
}

function readColumn(property: OdcsProperty): Column {
  const type = TYPES.find((name) => name === property.logicalType) ?? "other";
  return {
    name: property.physicalName ?? property.name,
    type,
    ...(property.physicalType === undefined ? {} : { physicalType: property.physicalType }),
    required: property.required === true || property.primaryKey === true,
    unique: property.unique === true,
  };
}

/** Primary key in its own order. */
export function keyOf(object: OdcsObject): string[] {
  return (object.properties ?? [])
    .filter(({ primaryKey }) => primaryKey === true)
    .sort((a, b) => (a.primaryKeyPosition ?? 0) - (b.primaryKeyPosition ?? 0))
    .map(({ name, physicalName }) => physicalName ?? name);
}

/** What `logicalTypeOptions` asks of a value; undefined where it asks nothing. */
export function optionsOf(property: OdcsProperty): ValidValues | undefined {
  const options = property.logicalTypeOptions ?? {};
  const valid = valuesOf(property.physicalName ?? property.name, options);
  return Object.keys(valid).length > 1 ? valid : undefined;
}

/** Range, pattern, length and step out of the standard's option names. */
export function valuesOf(column: string, options: Record<string, unknown>): ValidValues {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = options as Record<string, number | string>;
  const min = exclusiveMinimum ?? minimum;
  const max = exclusiveMaximum ?? maximum;
  const range = {
    ...(min === undefined ? {} : { min, aboveMin: exclusiveMinimum !== undefined }),
    ...(max === undefined ? {} : { max, belowMax: exclusiveMaximum !== undefined }),
  };
  const { pattern, minLength, maxLength, multipleOf } = options as {
    pattern?: string;
    minLength?: number;
    maxLength?: number;
    multipleOf?: number;
  };
  return {
    column,
    ...(Object.keys(range).length === 0 ? {} : { range }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(minLength === undefined && maxLength === undefined
      ? {}
      : { length: [minLength ?? 0, maxLength ?? 2 ** 31 - 1] as [number, number] }),
    ...(multipleOf === undefined ? {} : { multipleOf }),
  };
}
