import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

/** Reads the sessions of the sample market around a date. Returns how many are open. */
export async function loadTradeCalendar(pool: Pool, date: string): Promise<number> {
  return trackOperation(
    "load_trade_calendar",
    onTable("trade_calendar", "TRADE_CALENDAR"),
    async (operation) => {
      const { rows } = await pool.query(
        `SELECT trade_date, is_open, prev_trade_date, next_trade_date FROM trade_calendar
       WHERE exchange = 'SAMPLE' AND trade_date BETWEEN $1::date - 30 AND $1::date + 30 ORDER BY trade_date`,
        [date],
      );
      operation.rows(rows.length);
      return rows.length;
    },
  );
}
