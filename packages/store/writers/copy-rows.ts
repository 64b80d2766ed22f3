import type pg from "pg";
import { from } from "pg-copy-streams";
import type { BinaryRows } from "./binary-rows.ts";

/** Runs `COPY <target> FROM STDIN WITH (FORMAT binary)`; rejects with PostgreSQL's error. */
export async function copyRows(client: pg.ClientBase, target: string, rows: BinaryRows): Promise<void> {
  const stream = client.query(from(`COPY ${target} FROM STDIN WITH (FORMAT binary)`));
  await new Promise<void>((done, failed) => {
    stream.on("error", failed).on("finish", done);
    for (const chunk of rows.finish()) stream.write(chunk);
    stream.end();
  });
}
