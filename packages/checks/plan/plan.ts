import type { Check } from "../contract/contract.ts";
import type { Fragment } from "../sql/fragment.ts";
import type { Outcome } from "../judge/outcome.ts";
import type { Scope } from "./scope.ts";

/** SQL to run as it is, in a read-only transaction whose search path is `pg_catalog`. */
export interface Statement {
  name: string;
  text: string;
  /** Strings, numbers, booleans and lists of them, for `$1`, `$2`, …. Always empty for TDengine. */
  values: unknown[];
  /** Ids of the checks that are judged by it. */
  checks: string[];
  /** What the database will have to read, in words. */
  reads: string;
}

export type StatementResult =
  { rows: readonly Record<string, unknown>[] } | { error: string; /** SQLSTATE. */ code?: string };

/** What the statements of a run gave, by statement name. One that has not run is an error of its checks. */
export type Results = Readonly<Record<string, StatementResult>>;

/** How one check of a run is decided. */
export type PlannedCheck = { check: Check } & (
  | {
      by: "rows";
      statement: string;
      /** Names of the result's columns. */
      failed: string;
      total: string;
      failing: Fragment;
      /** Where the condition holds window functions. */
      series: boolean;
    }
  | {
      by: "statement";
      statement: string;
      decide: (row: Record<string, unknown>, rows: readonly Record<string, unknown>[]) => Outcome;
    }
  | { by: "facts"; outcome: Outcome }
);

/** One run of a contract: what to ask, and how to judge what comes back. */
export interface Plan {
  scope: Scope;
  statements: Statement[];
  checks: PlannedCheck[];
}
