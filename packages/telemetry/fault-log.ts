import type { DiagLogger } from "@opentelemetry/api";
import { diag, DiagLogLevel } from "@opentelemetry/api";

const AGAIN_AFTER_MS = 60_000;

/** What goes wrong inside the SDK goes to standard error, each kind at most once a minute, with how often it came. */
export function reportSdkFaults(endpoint: string): void {
  if (process.env["OTEL_LOG_LEVEL"] !== undefined) return; // The SDK then sets up its own.
  diag.setLogger(new FaultLog(endpoint, (line) => process.stderr.write(`${line}\n`)), {
    logLevel: DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
}

interface Seen {
  atMs: number;
  since: number;
}

export class FaultLog implements DiagLogger {
  readonly #endpoint: string;
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #seen = new Map<string, Seen>();

  constructor(endpoint: string, write: (line: string) => void, now: () => number = Date.now) {
    this.#endpoint = endpoint;
    this.#write = write;
    this.#now = now;
  }

  error(message: string, ...details: unknown[]): void {
    this.#report(message, details);
  }

  warn(message: string, ...details: unknown[]): void {
    this.#report(message, details);
  }

  info(): void {}
  debug(): void {}
  verbose(): void {}

  #report(message: string, details: unknown[]): void {
    const text = [message, ...details.map(readable)].join(" ");
    const line = faultIn(text);
    // Numbers differ each time ("Dropped 17 spans"); the kind is what is left.
    const kind = line.replaceAll(/\d+/g, "#");
    const seen = this.#seen.get(kind);
    const now = this.#now();
    if (seen !== undefined && now - seen.atMs < AGAIN_AFTER_MS) {
      seen.since++;
      return;
    }
    const repeated = seen !== undefined && seen.since > 0 ? ` (${seen.since} more since)` : "";
    this.#write(`[mystocks telemetry to ${this.#endpoint}] ${line}${repeated}`);
    this.#seen.set(kind, { atMs: now, since: 0 });
  }
}

function readable(detail: unknown): string {
  return detail instanceof Error ? detail.message : String(detail);
}

/** The SDK hands errors over as JSON with the stack; the message is what a person needs. */
function faultIn(text: string): string {
  try {
    const { message, name, code } = JSON.parse(text) as Record<string, unknown>;
    return [name, code, message].filter((part) => typeof part === "string" && part !== "").join(" ");
  } catch {
    return text.slice(0, 500);
  }
}
