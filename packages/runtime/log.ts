import { pino, type DestinationStream, type Logger } from "pino";

export type { Logger };

const SECRET_KEYS = [
  "token",
  "password",
  "secret",
  "authorization",
  "cookie",
  "set-cookie",
  "databaseUrl",
  "webhook",
];
const PLACES = ["", "*.", "*.*."];
const REDACTED_PATHS = SECRET_KEYS.flatMap((key) => PLACES.map((place) => redactPath(place, key)));

/**
 * One event a line, JSON on standard output; ids are fields. ERROR: somebody must act. WARN: it healed.
 * Secrets in fields of the usual names, and passwords in URLs anywhere, are replaced.
 */
export function createLogger(role: string, level = "info", destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED_PATHS, censor: "[redacted]" },
    hooks: { streamWrite: withoutUrlPasswords },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function redactPath(place: string, key: string): string {
  if (!key.includes("-")) return `${place}${key}`;
  return `${place.replace(/\.$/, "")}["${key}"]`;
}

// Errors of drivers quote the URL they were given.
function withoutUrlPasswords(line: string): string {
  return line.includes("://") ? line.replaceAll(/(\w+:\/\/[^\s:/@"]*):[^\s/@"]+@/g, "$1:[redacted]@") : line;
}
