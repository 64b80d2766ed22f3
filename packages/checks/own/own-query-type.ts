import type { Outcome } from "../judge/outcome.ts";
import type { Fragment } from "../sql/fragment.ts";

/** A check that is a question of its own; what it gives is judged by `decide`. */
export type OwnQuery =
  | { query: Fragment; reads: string; decide: (row: Record<string, unknown>) => Outcome }
  | { outcome: Outcome };
