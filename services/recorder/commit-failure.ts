import { MonitorError } from "@mystocks/runtime";
import { SourceMoved } from "./commit-batch.ts";

/**
 * moved: another owner was here, read the source again. transient: the store is away or was busy, the same batch
 * may succeed later. unpartitioned: the job that makes partitions has not run. rejected: this batch will never be taken.
 */
export type FailureKind = "moved" | "transient" | "unpartitioned" | "rejected";

/** Classes of SQLSTATE that a retry can mend: connection, rollback (deadlock), resources, intervention, system. */
const TRANSIENT_CLASSES = new Set(["08", "40", "53", "55", "57", "58"]);

const CHECK_VIOLATION = "23514";

export function kindOfFailure(error: unknown): FailureKind {
  if (error instanceof SourceMoved) return "moved";
  const { code, severity, constraint } = error as {
    code?: unknown;
    severity?: unknown;
    constraint?: unknown;
  };
  // Without a severity it came from the network or the driver, not from PostgreSQL.
  if (severity === undefined)
    return error instanceof TypeError || error instanceof RangeError ? "rejected" : "transient";
  if (code === CHECK_VIOLATION && constraint === undefined) return "unpartitioned";
  return typeof code === "string" && TRANSIENT_CLASSES.has(code.slice(0, 2)) ? "transient" : "rejected";
}

export function storeAway(cause: unknown): MonitorError {
  return new MonitorError("STORE_UNAVAILABLE", "The monitoring store does not answer; nothing was stored.", {
    cause,
    remedy: "Send it again after the time in Retry-After.",
  });
}

export function rejected(cause: unknown): MonitorError {
  return new MonitorError("INTERNAL", `The store refused this request: ${(cause as Error).message}`, {
    cause,
  });
}
