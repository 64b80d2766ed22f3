import { isStoreUnavailable } from "./store-fault.ts";
import { ERROR_CODES, MonitorError, type ErrorCode } from "./errors.ts";

/** RFC 9457 problem details. `code` is one of docs/errors.md. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  field?: string;
  allowed?: readonly string[];
  remedy?: string;
}

/** What an error tells its caller; nothing of an unexpected one leaves the process but the request id. */
export function problemOf(error: MonitorError): Problem {
  const { code, status, message, field, allowed, remedy } = error;
  return {
    type: `urn:mystocks-monitor:error:${code}`,
    title: ERROR_CODES[code].title,
    status,
    code,
    detail: message,
    ...(field === undefined ? {} : { field }),
    ...(allowed === undefined ? {} : { allowed }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

const BODY_FAULTS: Record<string, ErrorCode> = {
  "entity.parse.failed": "BODY_INVALID",
  "request.size.invalid": "BODY_INVALID",
  "entity.too.large": "BODY_TOO_LARGE",
  "encoding.unsupported": "MEDIA_TYPE_UNSUPPORTED",
  "charset.unsupported": "MEDIA_TYPE_UNSUPPORTED",
};

/** Any thrown value as a MonitorError; what nobody foresaw becomes INTERNAL with the original as cause. */
export function monitorErrorOf(error: unknown, requestId: string): MonitorError {
  if (error instanceof MonitorError) return error;
  const { type, message = "" } = (error ?? {}) as { type?: string; message?: string };
  const bodyFault = type === undefined ? undefined : BODY_FAULTS[type];
  if (bodyFault !== undefined) return new MonitorError(bodyFault, message, { cause: error });
  if (error instanceof URIError) {
    return new MonitorError("PARAMETER_INVALID", "The path has a broken % escape.", { cause: error });
  }
  if (isStoreUnavailable(error)) {
    return new MonitorError("STORE_UNAVAILABLE", "The monitoring PostgreSQL does not answer.", {
      cause: error,
      remedy: "Look at its log and at databaseUrl; the request can be repeated.",
    });
  }
  return new MonitorError("INTERNAL", `An unexpected error; the log has it as request ${requestId}.`, {
    cause: error,
  });
}
