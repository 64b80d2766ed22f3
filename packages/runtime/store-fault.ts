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
  const { code, errors, message } = (error ?? {}) as { code?: unknown; errors?: unknown; message?: unknown };
  if (typeof code === "string" && (CONNECTION_CODES.has(code) || /^08...$/.test(code))) return true;
  if (Array.isArray(errors)) return errors.some(isStoreUnavailable);
  return typeof message === "string" && CONNECTION_MESSAGES.test(message);
}
