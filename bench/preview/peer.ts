import { Labels, type Series } from "@mystocks/promql";
import { startPrometheus } from "@mystocks/promql/testing";
import { readPulseHistory } from "@mystocks/store";
import type pg from "pg";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const EXPRESSION = "increase(mystocks_operation_errors_total[5m])";

/**
 * Prometheus' range query of the same counters at the same steps. It evaluates only: no alert is judged, nothing is read
 * from another store, and its samples are in memory.
 */
export async function measurePeer(
  pool: pg.Pool,
  { days, nowMs }: { days: number; nowMs: number },
): Promise<Record<string, number>> {
  const toMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const fromMs = toMs - days * DAY_MS;
  const prometheus = await startPrometheus("prometheus", ["--query.max-samples=100000000"]);
  try {
    await prometheus.write(await countersOf(pool, fromMs, toMs));
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const begun = performance.now();
      const answer = await prometheus.query("query_range", {
        query: `${EXPRESSION} > 1e9`,
        start: String(fromMs / 1000),
        end: String(toMs / 1000),
        step: "60",
      });
      if (answer.status !== "success") throw new Error(`Prometheus: ${answer.error}`);
      times.push((performance.now() - begun) / 1000);
    }
    return { prometheus_query_range_s: times.sort((a, b) => a - b)[1]! };
  } finally {
    await prometheus.stop();
  }
}

async function countersOf(pool: pg.Pool, fromMs: number, toMs: number): Promise<Series[]> {
  const { rows } = await pool.query<{ id: number }>("SELECT operation_id AS id FROM telemetry.operation");
  const window = { from: new Date(fromMs), to: new Date(toMs) };
  const operationIds = rows.map(({ id }) => id);
  const found = await readPulseHistory(pool, { ...window, operationIds, figures: ["errors"] });
  return found.map((one) => {
    const byMinute = new Map<number, number>();
    one.each((timeMs, [errors]) => {
      const endMs = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
      byMinute.set(endMs, (byMinute.get(endMs) ?? 0) + errors!);
    });
    const times = Float64Array.from(byMinute.keys()).sort();
    let total = 0;
    const values = times.map((timeMs) => (total += byMinute.get(timeMs)!));
    const labels = Labels.of({
      __name__: "mystocks_operation_errors_total",
      operation: String(one.operationId),
    });
    return { labels, length: times.length, times, values };
  });
}
