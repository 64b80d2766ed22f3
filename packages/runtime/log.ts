import { pino, type Logger } from "pino";

export type { Logger };

/** One event a line, JSON on standard output; ids are fields. ERROR: somebody must act. WARN: it healed. */
export function createLogger(role: string, level = "info"): Logger {
  return pino({ level, base: { role }, timestamp: pino.stdTimeFunctions.isoTime });
}
