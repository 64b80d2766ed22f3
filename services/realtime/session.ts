import type { Authenticator } from "@mystocks/runtime";
import { z } from "zod";
import { refusalOf } from "./admission.ts";
import type { AlertRoom } from "./alert-room.ts";
import type { CodedError } from "./coded-error.ts";
import type { Connection } from "./connection.ts";
import type { ClientToServer, SubscribeAnswer } from "./contract.ts";
import type { MetricRooms } from "./metric-rooms.ts";
import { roomRequest, subscribeRequest } from "./requests.ts";
import { roomOf } from "./room.ts";
import type { Traffic } from "./traffic.ts";

export interface SessionParts {
  auth: Authenticator;
  alerts: AlertRoom;
  metrics: MetricRooms;
  traffic: Traffic;
}

type Answer = (result: SubscribeAnswer) => void;

/** Rooms a client may be in at once: a page shows a handful. */
const MOST_ROOMS = 50;

/** Answers what one client asks. Nothing it sends is taken for well-formed. */
export function serveSession(connection: Connection, parts: SessionParts): void {
  const { metrics, alerts, traffic } = parts;
  const noStream: Handler = async (_, answer) => answer(refused(NO_MARKET_STREAM));
  on(connection, "subscribe", traffic, (request, answer) => subscribe(connection, parts, request, answer));
  on(connection, "unsubscribe", traffic, (request, answer) =>
    unsubscribe(connection, parts, request, answer),
  );
  on(connection, "subscribe_market_stream", traffic, noStream);
  on(connection, "unsubscribe_market_stream", traffic, noStream);
  connection.socket.on("ping", (answer: unknown) => {
    parts.traffic.received("ping");
    if (typeof answer === "function") answer(Date.now());
  });
  connection.socket.on("disconnect", () => {
    metrics.remove(connection);
    alerts.leave(connection);
  });
}

type Handler = (request: unknown, answer: Answer) => Promise<void>;

function on(connection: Connection, name: keyof ClientToServer, traffic: Traffic, handle: Handler): void {
  connection.socket.on(name, (request: unknown, callback?: unknown) => {
    traffic.received(name);
    if (connection.isFlooded) return connection.end(FLOODED);
    const answer: Answer = (result) => {
      if (typeof callback === "function") callback(result);
    };
    handle(request, answer).catch(() => answer(refused(STORE_UNAVAILABLE)));
  });
}

async function subscribe(
  connection: Connection,
  { auth, alerts, metrics }: SessionParts,
  request: unknown,
  answer: Answer,
): Promise<void> {
  const parsed = subscribeRequest.safeParse(request);
  if (!parsed.success) return answer(refused(invalid(z.prettifyError(parsed.error))));
  const refusal = await refusalOf(auth, { headers: connection.socket.handshake.headers });
  if (refusal !== undefined) {
    answer(refused(refusal));
    if (refusal.error_code === "UNAUTHENTICATED") connection.end(refusal);
    return;
  }
  const room = roomOf(parsed.data.room);
  if (room === undefined) return answer(refused(unknownRoom(parsed.data.room)));
  if (room === "alerts") {
    return alerts.join(connection, parsed.data.from, (position) => answer({ ok: true, room, position }));
  }
  if (metrics.roomsOf(connection) >= MOST_ROOMS) return answer(refused(TOO_MANY_ROOMS));
  answer({ ok: true, room });
  if (connection.isOpen) metrics.join(connection, room);
}

async function unsubscribe(
  connection: Connection,
  { alerts, metrics }: SessionParts,
  request: unknown,
  answer: Answer,
): Promise<void> {
  const parsed = roomRequest.safeParse(request);
  if (!parsed.success) return answer(refused(invalid(z.prettifyError(parsed.error))));
  const room = roomOf(parsed.data.room);
  if (room === undefined) return answer(refused(unknownRoom(parsed.data.room)));
  if (room === "alerts") alerts.leave(connection);
  else metrics.leave(connection, room);
  answer({ ok: true, room });
}

const refused = (error: CodedError): SubscribeAnswer => ({ ok: false, ...error });

const invalid = (message: string): CodedError => ({ error_code: "PAYLOAD_INVALID", message });

const unknownRoom = (room: string): CodedError => ({
  error_code: "ROOM_UNKNOWN",
  message: `There is no room ${JSON.stringify(room)}; there are overview, operations, operation_<id> and alerts.`,
});

const NO_MARKET_STREAM: CodedError = {
  error_code: "MARKET_STREAM_UNAVAILABLE",
  message: "Monitor carries no quotes: subscribe at the Socket.IO address of the market data service.",
};

const TOO_MANY_ROOMS: CodedError = {
  error_code: "PAYLOAD_INVALID",
  message: `A client may be in ${MOST_ROOMS} rooms; unsubscribe from others first.`,
};

const STORE_UNAVAILABLE: CodedError = {
  error_code: "STORE_UNAVAILABLE",
  message: "The monitoring store does not answer; try again.",
};

const FLOODED: CodedError = {
  error_code: "SLOW_CLIENT",
  message: "The client asks more than it reads.",
};
