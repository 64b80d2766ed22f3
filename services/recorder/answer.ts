import type { IncomingMessage, ServerResponse } from "node:http";
import { encodeExportResponse, encodeStatus, MalformedOtlp } from "@mystocks/otlp";
import { MonitorError } from "@mystocks/runtime";
import { describeRefusals, type Refusals } from "./admission.ts";

export type Signal = "traces" | "metrics" | "logs";
export type Encoding = "protobuf" | "json";

export interface Answer {
  status: number;
  body: Uint8Array;
  retryAfterSeconds?: number;
}

const GRPC_CODES: Record<number, number> = { 400: 3, 404: 5, 405: 12, 413: 8, 415: 3, 500: 13, 503: 14 };
const RETRY_AFTER_SECONDS = 1;
/** A refused body is read to its end and thrown away, or the client would see a broken connection, no reason. */
const MOST_DISCARDED_BYTES = 256 * 1024 * 1024;

export function accepted(
  signal: Signal,
  encoding: Encoding,
  refused: Refusals,
  rejected: number,
  problems: readonly string[],
): Answer {
  const count = Object.values(refused).reduce((sum, one) => sum + one, rejected);
  if (count === 0) return { status: 200, body: encodeExportResponse(signal, encoding) };
  const message = [describeRefusals(refused), ...problems].filter((text) => text !== "").join("; ");
  return { status: 200, body: encodeExportResponse(signal, encoding, { rejected: count, message }) };
}

export function refused(error: unknown, encoding: Encoding): Answer {
  if (error instanceof MalformedOtlp) return statusAnswer(400, error.message, encoding);
  if (!(error instanceof MonitorError))
    return statusAnswer(500, "The recorder failed; see its log.", encoding);
  const message = error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
  return statusAnswer(error.status, message, encoding);
}

export function statusAnswer(status: number, message: string, encoding: Encoding): Answer {
  const body = encodeStatus(GRPC_CODES[status] ?? 2, message, encoding);
  return status === 503 ? { status, body, retryAfterSeconds: RETRY_AFTER_SECONDS } : { status, body };
}

export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, retryAfterSeconds }: Answer,
  encoding: Encoding,
): Promise<void> {
  if (!request.complete && !(await discard(request))) {
    request.destroy();
    return;
  }
  if (response.destroyed) return;
  response.setHeader("content-type", encoding === "json" ? "application/json" : "application/x-protobuf");
  response.setHeader("content-length", body.length);
  if (retryAfterSeconds !== undefined) response.setHeader("retry-after", retryAfterSeconds);
  response.writeHead(status).end(body);
}

/** True when the request is read to its end. */
async function discard(request: IncomingMessage): Promise<boolean> {
  let bytes = 0;
  if (request.destroyed) return false;
  return new Promise((done) => {
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_DISCARDED_BYTES) done(false);
    });
    request.on("end", () => done(true)).on("close", () => done(request.complete));
    request.resume();
  });
}
