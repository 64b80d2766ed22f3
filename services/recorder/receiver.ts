import type { IncomingMessage, ServerResponse } from "node:http";
import { type FaultLog, MonitorError } from "@mystocks/runtime";
import {
  accepted,
  refused as refusal,
  send,
  statusAnswer,
  type Answer,
  type Encoding,
  type Signal,
} from "./answer.ts";
import { decodeIntake, type IntakeDecoding } from "./decode-intake.ts";
import { overloaded, readBody, Reservation } from "./request-body.ts";
import type { RequestWays } from "./request-ways.ts";
import type { Room } from "./room.ts";
import { countAnswer, type RecorderCounters } from "./stats.ts";

export interface ReceiverParts {
  decoding: () => IntakeDecoding;
  ways: Pick<RequestWays, "add">;
  room: Room;
  limits: { bodyMiB: number };
  counters: RecorderCounters;
  faults: FaultLog;
  now: () => number;
  answerMs: number;
}

const SIGNALS: Record<string, Signal> = {
  "/v1/traces": "traces",
  "/v1/metrics": "metrics",
  "/v1/logs": "logs",
};

/** OTLP/HTTP: answers a request when what it brought is committed, or says why it is not. */
export function createReceiver(parts: ReceiverParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    respond(parts, request, response).catch((error: unknown) => {
      parts.faults.fault("an answer could not be sent", error);
      response.destroy();
    });
  };
}

async function respond(
  parts: ReceiverParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split("?", 1)[0] ?? "";
  const encoding = encodingOf(request);
  const result = await answer(parts, request, path, encoding);
  countAnswer(parts.counters, result.status);
  await send(request, response, result, encoding ?? "json");
}

async function answer(
  parts: ReceiverParts,
  request: IncomingMessage,
  path: string,
  encoding: Encoding | undefined,
): Promise<Answer> {
  if (path === "/health") return { status: 200, body: Buffer.from('{"status":"ok"}') };
  const signal = SIGNALS[path];
  if (signal === undefined)
    return statusAnswer(404, `No such path; OTLP is taken at ${Object.keys(SIGNALS).join(", ")}.`, "json");
  if (request.method !== "POST") return statusAnswer(405, "OTLP is sent with POST.", encoding ?? "json");
  const reservation = new Reservation(parts.room);
  const taken = take(parts, request, signal, encoding, reservation).catch((error: unknown) => {
    const answer = refusal(error, encoding ?? "json");
    if (answer.status === 500) parts.faults.fault("a request failed", error);
    return answer;
  });
  // The memory is given back when the request is done with, which may be after its answer.
  void taken.then(() => reservation.end());
  return within(taken, parts.answerMs, () => refusal(unanswered(), encoding ?? "json"));
}

async function within<T>(work: Promise<T>, milliseconds: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<T>((done) => (timer = setTimeout(() => done(late()), milliseconds)));
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

function unanswered(): MonitorError {
  return new MonitorError("STORE_UNAVAILABLE", "The monitoring store has not answered in time.", {
    remedy: "Send it again after the time in Retry-After; what was stored meanwhile is not counted twice.",
  });
}

async function take(
  { decoding, ways, room, limits, counters, now }: ReceiverParts,
  request: IncomingMessage,
  signal: Signal,
  encoding: Encoding | undefined,
  reservation: Reservation,
): Promise<Answer> {
  if (encoding === undefined) throw unknownType(request);
  if (room.isFull) throw overloaded();
  const body = await readBody(request, limits, reservation);
  counters.receivedBytes += body.length;
  const { intake, refused, rejected, problems } = decodeIntake(signal, body, encoding, decoding(), now());
  counters.received[intake.signal] += intake.received;
  await ways.add(intake, body.length);
  return accepted(signal, encoding, refused, rejected, problems);
}

function encodingOf(request: IncomingMessage): Encoding | undefined {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf") return "protobuf";
  return type === "application/json" ? "json" : undefined;
}

function unknownType(request: IncomingMessage): MonitorError {
  const came = request.headers["content-type"] ?? "none";
  return new MonitorError("MEDIA_TYPE_UNSUPPORTED", `Content-Type ${came} is not understood.`, {
    field: "content-type",
    allowed: ["application/x-protobuf", "application/json"],
    remedy: "Send OTLP as application/x-protobuf or application/json.",
  });
}
