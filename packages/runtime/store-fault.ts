const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "ETIMEDOUT",
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
  "53300", // too_many_connections
]);
// node-postgres gives these no code.
const CONNECTION_MESSAGES = /^(timeout exceeded when trying to connect|Connection terminated)/;

/** Whether PostgreSQL could not be reached, as opposed to having answered with an error. */
export function isStoreUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  if (code !== undefined && (CONNECTION_CODES.has(code) || code.startsWith("08"))) return true;
  if (error instanceof AggregateError) return error.errors.some(isStoreUnavailable);
  return CONNECTION_MESSAGES.test(error.message);
}
