import type { Check, Contract } from "./contract.ts";
import type { ColumnSet } from "./columns.ts";
import { customCheck } from "./custom-checks.ts";
import type { OdcsObject, OdcsProperty, OdcsQuality } from "./document.ts";
import { libraryCheck, type CheckDraft, type Place } from "./library-checks.ts";
import type { ContractReader } from "./reader.ts";
import { sqlCheck } from "./sql-check.ts";
import type { Path } from "./yaml-source.ts";

export type NamedDraft = CheckDraft & Pick<Check, "line" | "dimension" | "description"> & { id?: string };

type Dataset = Pick<Contract, "schema" | "table" | "dialect">;

/** The checks that are written out in the document, table first, then column by column. */
export function readQuality(
  reader: ContractReader,
  object: OdcsObject,
  columns: ColumnSet,
  key: readonly string[],
  dataset: Dataset,
): NamedDraft[] {
  const read = (items: readonly OdcsQuality[] | undefined, at: Path, property: OdcsProperty | undefined) =>
    (items ?? []).flatMap((item, index) => {
      const place = { reader, columns, path: [...at, "quality", index], property, key };
      return readItem(item, place, dataset);
    });
  return [
    ...read(object.quality, ["schema", 0], undefined),
    ...(object.properties ?? []).flatMap((property, index) =>
      read(property.quality, ["schema", 0, "properties", index], property),
    ),
  ];
}

function readItem(item: OdcsQuality, place: Place, dataset: Dataset): NamedDraft[] {
  const draft = draftOf(item, place, dataset);
  refuseSchedule(item, place);
  if (draft === undefined) return [];
  const id = item.id ?? item.name;
  return [
    {
      ...draft,
      line: place.reader.source.lineOf(place.path),
      ...(id === undefined ? {} : { id }),
      ...(item.dimension === undefined ? {} : { dimension: item.dimension }),
      ...(item.description === undefined ? {} : { description: item.description }),
    },
  ];
}

/** One scan judges all checks of a dataset, so they have one schedule. */
function refuseSchedule(item: OdcsQuality, { reader, path }: Place): void {
  for (const key of ["scheduler", "schedule"] as const)
    if (item[key] !== undefined)
      reader.refuse(
        [...path, key],
        "a check has no schedule of its own: a run judges all of them",
        "write it below slaProperties, at the property frequency",
      );
}

function draftOf(item: OdcsQuality, place: Place, dataset: Dataset): CheckDraft | undefined {
  switch (item.type ?? "library") {
    case "text":
      return undefined;
    case "sql":
      return sqlCheck(item, place, dataset);
    case "custom":
      return customCheck(item, place);
    default:
      return libraryCheck(item, place);
  }
}
