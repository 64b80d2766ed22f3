import type { Outcome } from "../judge/outcome.ts";
import { baseType, canonicalType, holds } from "./column-type.ts";
import type { Scope } from "./scope.ts";

/** Columns that are gone or of another type than agreed. New ones are named and harm nobody. */
export function schemaOutcome(scope: Scope): Outcome {
  const { contract, facts } = scope;
  const differences = contract.columns.flatMap(({ name, type, physicalType }) => {
    const found = scope.typeOf(name);
    if (found === undefined) return [`${name} is gone`];
    if (physicalType !== undefined && !sameType(physicalType, found))
      return [`${name} is ${found}, not ${physicalType}`];
    return holds(type, found) ? [] : [`${name} is ${found}, no ${type}`];
  });
  if (differences.length > 0)
    return {
      measured: differences.length,
      reason: "schema",
      params: { differences: differences.join("; ") },
    };
  const agreed = new Set(contract.columns.map(({ name }) => name));
  const extra = facts.columns.filter(({ name }) => !agreed.has(name)).map(({ name }) => name);
  return {
    measured: 0,
    reason: "schemaSame",
    params: { extra: extra.length === 0 ? "" : ` (+ ${extra.join(", ")})` },
  };
}

/** A contract that says `numeric` leaves precision open. */
function sameType(agreed: string, found: string): boolean {
  return agreed.includes("(")
    ? canonicalType(agreed) === canonicalType(found)
    : baseType(agreed) === baseType(found);
}
