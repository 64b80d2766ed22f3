import { z } from "zod";
import { above, levelOf, OPERATORS, type Level } from "./bounds.ts";
import type { CheckSpec } from "./check-spec.ts";
import type { Bound, Unit } from "./contract.ts";
import { customSpecs, type CustomKind } from "./custom-specs.ts";
import type { OdcsQuality } from "./document.ts";
import type { CheckDraft, Place } from "./library-checks.ts";
import type { Path } from "./yaml-source.ts";

const common = {
  check: z.string(),
  /** The verdict is warn, or fail, where the value lies above. */
  warnAbove: z.number().nonnegative().optional(),
  failAbove: z.number().nonnegative().optional(),
  unit: z.enum(["rows", "percent"]).optional(),
};

interface Defaults {
  unit: Unit;
  warnAbove?: number;
  failAbove?: number;
}

const NOTHING: Defaults = { unit: "rows", failAbove: 0 };
// Statistics tell that something is unusual, not that it is wrong.
const UNUSUAL: Defaults = { unit: "rows", warnAbove: 0 };

const DEFAULTS: Partial<Record<CustomKind, Defaults>> = {
  completeness: { unit: "percent", warnAbove: 5, failAbove: 10 },
  freshness: { unit: "seconds", warnAbove: 300, failAbove: 900 },
  rowCountChange: { unit: "percent", warnAbove: 20, failAbove: 50 },
  volumeAnomaly: { unit: "value" },
  outlier: UNUSUAL,
  stale: UNUSUAL,
};

const OWN_UNIT: readonly CustomKind[] = ["freshness", "rowCountChange", "volumeAnomaly", "completeness"];

export function customCheck(item: OdcsQuality, place: Place): CheckDraft | undefined {
  const { reader, path } = place;
  if (reader.word([...path, "engine"], item.engine, ["mystocks"]) === undefined) return undefined;
  refuseIdle(item, place);
  const at = [...path, "implementation"];
  const given =
    typeof item.implementation === "string" ? { check: item.implementation } : { ...item.implementation };
  const kind = reader.word([...at, "check"], given["check"], Object.keys(customSpecs) as CustomKind[]);
  if (kind === undefined) return undefined;
  const schema = customSpecs[kind].extend(common) as z.ZodObject;
  const parsed = reader.parse(schema, given, at);
  if (parsed === undefined) return undefined;
  const { check: _, warnAbove, failAbove, unit, ...options } = parsed as Record<string, unknown> & Common;
  const spec = { kind, ...options } as CheckSpec;
  if (unit !== undefined && OWN_UNIT.includes(kind)) {
    reader.refuse([...at, "unit"], `${kind} has a unit of its own`);
    return undefined;
  }
  const columns = knownColumns(spec, options, place, at);
  if (columns === undefined) return undefined;
  const defaults = defaultsOf(kind, spec);
  const bounds = boundsOf({ warnAbove, failAbove }, defaults, levelOf(reader, item, path));
  return { spec, columns, bounds, unit: unit ?? defaults.unit };
}

// The standard lets them stand at every item; here they would do nothing.
const IDLE = ["unit", "arguments", "metric", "query", ...Object.keys(OPERATORS)];

function refuseIdle(item: OdcsQuality, { reader, path }: Place): void {
  for (const key of IDLE.filter((name) => item[name] !== undefined))
    reader.refuse(
      [...path, key],
      "does nothing at a check of engine mystocks",
      "write warnAbove, failAbove and unit into implementation",
    );
}

type Common = { warnAbove?: number; failAbove?: number; unit?: "rows" | "percent" };

function defaultsOf(kind: CustomKind, spec: CheckSpec): Defaults {
  if (spec.kind === "volumeAnomaly") return { unit: "value", warnAbove: spec.score };
  return DEFAULTS[kind] ?? NOTHING;
}

function boundsOf(
  given: { warnAbove: number | undefined; failAbove: number | undefined },
  defaults: Defaults,
  severity: Level | undefined,
): Bound[] {
  const isGiven = given.warnAbove !== undefined || given.failAbove !== undefined;
  const { failAbove, warnAbove } = isGiven ? given : defaults;
  const bounds = [
    ...(failAbove === undefined ? [] : [above(failAbove, "fail")]),
    ...(warnAbove === undefined ? [] : [above(warnAbove, "warn")]),
  ];
  if (severity === "warn") return bounds.map((bound) => ({ ...bound, level: "warn" }));
  // Default thresholds that only warn fail where the author says it is an error.
  return severity === "fail" && !isGiven && failAbove === undefined
    ? bounds.map((bound) => ({ ...bound, level: "fail" }))
    : bounds;
}

// Options that name a column of the dataset itself, whatever the check.
const COLUMN_OPTIONS = [
  "column",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "amount",
  "vwap",
  "left",
  "right",
  "previousClose",
  "adjustFactor",
];

/** The dataset's columns that a check names; undefined after telling that one is not there. */
function knownColumns(
  spec: CheckSpec,
  options: Record<string, unknown>,
  place: Place,
  at: Path,
): string[] | undefined {
  const named: [Path, string][] = COLUMN_OPTIONS.flatMap((option) => {
    const name = options[option];
    return typeof name === "string" ? [[[...at, option], name] as [Path, string]] : [];
  });
  if ("columns" in spec && spec.columns !== undefined)
    spec.columns.forEach((name, index) => named.push([[...at, "columns", index], name]));
  if (spec.kind === "reconcile")
    for (const part of ["on", "compare"] as const)
      for (const name of Object.keys(spec[part])) named.push([[...at, part, name], name]);
  const missing = named.filter(([path, name]) => place.columns.known(name, path) === undefined);
  return missing.length > 0 ? undefined : [...new Set(named.map(([, name]) => name))];
}
