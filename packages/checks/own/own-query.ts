import type { Check } from "../contract/contract.ts";
import type { Outcome } from "../judge/outcome.ts";
import type { Scope } from "../plan/scope.ts";
import type { Fragment } from "../sql/fragment.ts";
import { authorQuery } from "./author.ts";
import { gapQuery } from "./gaps.ts";
import { outlierQuery } from "./outliers.ts";
import { reconcileQuery } from "./reconcile.ts";

/** A check that is a question of its own; what it gives is judged by `decide`. */
export type OwnQuery =
  | { query: Fragment; reads: string; decide(row: Record<string, unknown>): Outcome }
  | { outcome: Outcome };

export function ownQuery({ spec, id }: Check, scope: Scope): OwnQuery {
  switch (spec.kind) {
    case "gaps":
      return gapQuery(spec, scope);
    case "outlier":
      return outlierQuery(spec, scope);
    case "reconcile":
      return reconcileQuery(spec, scope);
    case "sql":
      return authorQuery(spec);
    default:
      throw new RangeError(`check ${id}: ${spec.kind} has no query`);
  }
}
