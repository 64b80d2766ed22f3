import type { ReasonCode, ReasonParams } from "./reasons.ts";

/** What was found, before it is held against the check's bounds. */
export type Outcome =
  | {
      /** In the check's unit; `rows` becomes per cent where the check says so. */
      measured: number;
      failedRows?: number;
      totalRows?: number;
      reason: ReasonCode;
      params?: ReasonParams;
      keys?: KeySample[];
      rows?: Record<string, string | null>[];
    }
  | {
      verdict: "skipped" | "error" | "fail" | "pass";
      reason: ReasonCode;
      params?: ReasonParams;
      totalRows?: number;
    };

/** A key that comes more than once, and how many rows have it. */
export interface KeySample {
  key: Record<string, string | null>;
  rows: number;
}
