import type pg from "pg";

/** Runs `work` in one transaction on one connection; rolls back and rethrows when it fails. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection lost between two statements is told as an event, which ends the process when nobody listens.
  const onLost = (error: Error) => (broken = error);
  client.on("error", onLost);
  try {
    return await inTransactionOn(client, () => work(client));
  } catch (error) {
    // The connection may be what failed: a new one costs little.
    broken = error as Error;
    throw error;
  } finally {
    client.off("error", onLost);
    client.release(broken);
  }
}

/** The same on a connection that the caller keeps. */
export async function inTransactionOn<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}
