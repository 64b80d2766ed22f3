import type { Unit } from "../contract/contract.ts";
import type { KeySample } from "./outcome.ts";
import type { ReasonCode, ReasonParams } from "./reasons.ts";

/** `unknown` is the verdict of a check that has never run; no run gives it. */
export type Verdict = "pass" | "warn" | "fail" | "error" | "skipped" | "unknown";

export interface FailedRow {
  key: Record<string, string | null>;
  /** The contract's columns, as text of at most 200 characters each. */
  row: Record<string, string | null>;
  /** Ids of the checks that the row fails. */
  checks: string[];
}

export interface CheckResult {
  checkId: string;
  kind: string;
  columns: string[];
  dimension: string | null;
  verdict: Verdict;
  /** In `unit`; `null` where there was nothing to measure. */
  value: number | null;
  unit: Unit;
  /** The comparison that decided, `<= 5 %`; of a pass, the strictest. */
  bound: string | null;
  failedRows: number | null;
  totalRows: number | null;
  /** For machines; `why` is the same in words. */
  reason: { code: ReasonCode; params: ReasonParams };
  why: { en: string; zh: string };
  /** At most what the contract keeps; empty for a pass. */
  failed: FailedRow[];
  /** Why there are no failed rows to show, where the database refused them. */
  sampleError: string | null;
  /** Of a uniqueness check: the keys that come more than once. */
  duplicates: KeySample[];
}
