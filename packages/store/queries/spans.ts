/** Every stored span that ended in the window; parameters $1 and $2 are its ends in Unix nanoseconds. */
export function spansInWindow(columns: string, condition: string): string {
  return `
    SELECT ${columns} FROM telemetry.spans
    WHERE end_ns >= $1::bigint AND end_ns < $2::bigint AND ${condition}`;
}

export const nanoseconds = (time: Date): bigint => BigInt(time.getTime()) * 1_000_000n;
