import { SourceMoved } from "./commit-batch.ts";

/**
 * moved: another owner was here, read the source again. transient: the store is away or was busy, the same batch
 * may succeed later. rejected: this batch will never be taken.
 */
export type FailureKind = "moved" | "transient" | "rejected";

/** Classes of SQLSTATE that a retry can mend: connection, rollback (deadlock), resources, intervention, system. */
const TRANSIENT_CLASSES = new Set(["08", "40", "53", "55", "57", "58"]);

export function kindOfFailure(error: unknown): FailureKind {
  if (error instanceof SourceMoved) return "moved";
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // Without a severity it came from the network or the driver, not from PostgreSQL.
  if (severity === undefined)
    return error instanceof TypeError || error instanceof RangeError ? "rejected" : "transient";
  return typeof code === "string" && TRANSIENT_CLASSES.has(code.slice(0, 2)) ? "transient" : "rejected";
}
