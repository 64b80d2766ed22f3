import type { CheckKind, SpecOf } from "../contract/check-spec.ts";
import type { Check } from "../contract/contract.ts";
import type { Scope } from "../plan/scope.ts";
import { authorQuery } from "./author.ts";
import { gapQuery } from "./gaps.ts";
import { outlierQuery } from "./outliers.ts";
import type { OwnQuery } from "./own-query-type.ts";
import { duplicateQuery } from "./duplicates.ts";
import { reconcileQuery } from "./reconcile.ts";

const QUERIES: { [Kind in CheckKind]?: (spec: SpecOf<Kind>, scope: Scope) => OwnQuery } = {
  duplicateValues: duplicateQuery,
  gaps: gapQuery,
  outlier: outlierQuery,
  reconcile: reconcileQuery,
  sql: authorQuery,
};

/** The query of a check that is a question of its own. */
export function ownQuery({ spec, id }: Check, scope: Scope): OwnQuery {
  const query = QUERIES[spec.kind];
  if (query === undefined) throw new RangeError(`check ${id}: ${spec.kind} has no query`);
  return query(spec as never, scope);
}
