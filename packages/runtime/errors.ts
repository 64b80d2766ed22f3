/** Every error a user can meet. A code fixes the title, the HTTP status and the exit code of the command. */
export const ERROR_CODES = {
  CONFIG_INVALID: { status: 500, exit: 2, title: "The configuration is not valid" },
  USAGE: { status: 400, exit: 2, title: "The command was not understood" },
  PARAMETER_INVALID: { status: 400, exit: 2, title: "A parameter is not valid" },
  BODY_INVALID: { status: 400, exit: 2, title: "The request body is not valid" },
  BODY_TOO_LARGE: { status: 413, exit: 1, title: "The request body is too large" },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, exit: 1, title: "The media type or encoding is not supported" },
  UNAUTHENTICATED: { status: 401, exit: 1, title: "Sign in first" },
  FORBIDDEN: { status: 403, exit: 1, title: "The role does not allow this" },
  NOT_FOUND: { status: 404, exit: 1, title: "There is no such thing" },
  CONFLICT: { status: 409, exit: 1, title: "The state has changed meanwhile" },
  TOO_MANY_ATTEMPTS: { status: 429, exit: 1, title: "Too many failed attempts" },
  OVERLOADED: { status: 503, exit: 1, title: "Too much to do at the moment" },
  STORE_UNAVAILABLE: { status: 503, exit: 3, title: "The monitoring store does not answer" },
  SCHEMA_TOO_NEW: { status: 503, exit: 1, title: "The store was written by a newer version" },
  PORT_TAKEN: { status: 500, exit: 1, title: "The port is taken" },
  NOT_RUNNING: { status: 503, exit: 3, title: "MyStocks Monitor does not run" },
  INTERNAL: { status: 500, exit: 1, title: "Something failed inside MyStocks Monitor" },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  cause?: unknown;
  /** The way out, as an instruction. */
  remedy?: string | undefined;
  /** The parameter, key or column that is wrong, and what may stand there. */
  field?: string | undefined;
  allowed?: readonly string[] | undefined;
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
    return ERROR_CODES[this.code].status;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }
}
