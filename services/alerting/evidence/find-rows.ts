import { readFailedRows } from "@mystocks/store/quality";
import type pg from "pg";
import { within } from "./within.ts";

const MOST_ROWS = 5;

/** Rows that fail the check that an alert's labels name; undefined when the store does not answer in time. */
export async function failedRows(
  pool: pg.Pool,
  { dataset, check }: Readonly<Record<string, string>>,
  { patienceMs }: { patienceMs: number },
): Promise<Record<string, string>[] | undefined> {
  if (dataset === undefined || check === undefined) return [];
  const reading = readFailedRows(pool, { dataset, checkId: check, limit: MOST_ROWS });
  const found = await within(patienceMs, reading);
  return found?.map(({ key, row }) =>
    Object.fromEntries(Object.entries({ ...key, ...row }).map(([name, text]) => [name, text ?? "NULL"])),
  );
}
