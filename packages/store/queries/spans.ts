/**
 * Every stored span once: what ended since the horizon from `span`, what ended before it from `kept_span`.
 * `condition` may use the columns of a span; parameters $1 and $2 are the window in Unix nanoseconds.
 */
export function spansInWindow(columns: string, condition: string): string {
  return `
    SELECT ${columns} FROM telemetry.span
    WHERE end_ns >= greatest($1::bigint, (SELECT end_ns FROM telemetry.span_horizon)) AND end_ns < $2::bigint
      AND ${condition}
    UNION ALL
    SELECT ${columns} FROM telemetry.kept_span
    WHERE end_ns >= $1::bigint AND end_ns < least($2::bigint, (SELECT end_ns FROM telemetry.span_horizon))
      AND ${condition}`;
}

export const nanoseconds = (time: Date): bigint => BigInt(time.getTime()) * 1_000_000n;
