import { trackOperation } from "@mystocks/telemetry";
import type { Market } from "../market.ts";
import { onTable } from "../operation.ts";

/** Notes that a source answered, and how long it took in milliseconds. */
export async function updateSourceStatus(market: Market, source: string, responseMs: number): Promise<void> {
  await trackOperation(
    "update_source_status",
    onTable("data_source_status", "DATA_SOURCE_STATUS", "UPDATE"),
    async (operation) => {
      const { rowCount } = await market.pool.query(
        `INSERT INTO data_source_status AS kept (source_name, source_type, health_status, last_update_time,
           last_success_time, success_count, avg_response_time)
         VALUES ($1, 'SAMPLE', 'HEALTHY', now(), now(), 1, $2)
         ON CONFLICT (source_name) DO UPDATE SET health_status = 'HEALTHY', last_update_time = now(),
           last_success_time = now(), success_count = kept.success_count + 1,
           avg_response_time = 0.9 * kept.avg_response_time + 0.1 * excluded.avg_response_time`,
        [source, responseMs],
      );
      operation.rows(rowCount ?? 0);
    },
  );
}
