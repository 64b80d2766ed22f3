import pg from "pg";

export interface Limits {
  /** A statement that takes longer is an error of the checks it decides. */
  statementTimeoutMs: number;
  /** Ends the run, also in the database. */
  signal?: AbortSignal | undefined;
}

const CONNECT_MS = 5000;
const IDLE_MS = 10_000;
/** How soon the server notices that nobody waits for its answer any more. */
const CHECK_MS = 1000;

/**
 * A connection for one run, in one read-only transaction that sees no function or table but by its full name. It is
 * closed with the run, so that none is ever idle in a transaction and a slow dataset holds back no other. Nothing it
 * does is kept.
 */
export async function withDataset<T>(
  url: string,
  { statementTimeoutMs, signal }: Limits,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "mystocks-monitor quality",
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_MS,
    options: `-c client_connection_check_interval=${CHECK_MS}`,
  });
  let lost: Error | undefined;
  client.on("error", (error) => (lost = error));
  await client.connect();
  const abort = () => void client.end().catch(() => {});
  signal?.addEventListener("abort", abort);
  try {
    signal?.throwIfAborted();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Strings end for the server where they ended when an author's query was checked.
    await client.query("SET LOCAL search_path = pg_catalog; SET LOCAL standard_conforming_strings = on");
    const result = await use(client);
    await client.query("ROLLBACK");
    return result;
  } catch (error) {
    throw lost ?? error;
  } finally {
    signal?.removeEventListener("abort", abort);
    await client.end().catch(() => {});
  }
}
