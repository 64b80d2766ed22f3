/** Every error a user can meet. A code fixes the HTTP status and the exit code of the command. */
const CODES = {
  CONFIG_INVALID: { status: 500, exit: 2 },
  USAGE: { status: 400, exit: 2 },
  PARAMETER_INVALID: { status: 400, exit: 2 },
  BODY_INVALID: { status: 400, exit: 2 },
  BODY_TOO_LARGE: { status: 413, exit: 1 },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, exit: 1 },
  UNAUTHENTICATED: { status: 401, exit: 1 },
  FORBIDDEN: { status: 403, exit: 1 },
  NOT_FOUND: { status: 404, exit: 1 },
  CONFLICT: { status: 409, exit: 1 },
  OVERLOADED: { status: 503, exit: 1 },
  STORE_UNAVAILABLE: { status: 503, exit: 3 },
  SCHEMA_TOO_NEW: { status: 503, exit: 1 },
  PORT_TAKEN: { status: 500, exit: 1 },
  NOT_RUNNING: { status: 503, exit: 3 },
  INTERNAL: { status: 500, exit: 1 },
} as const;

export type ErrorCode = keyof typeof CODES;

export interface ErrorDetails {
  cause?: unknown;
  /** The way out, as an instruction. */
  remedy?: string;
  /** The parameter, key or column that is wrong, and what may stand there. */
  field?: string;
  allowed?: readonly string[];
}

export class MonitorError extends Error {
  override name = "MonitorError";
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly field: string | undefined;
  readonly allowed: readonly string[] | undefined;

  constructor(code: ErrorCode, message: string, { cause, remedy, field, allowed }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
    this.field = field;
    this.allowed = allowed;
  }

  get status(): number {
    return CODES[this.code].status;
  }

  get exitCode(): number {
    return CODES[this.code].exit;
  }
}
