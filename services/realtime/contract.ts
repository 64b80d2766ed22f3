// What travels over Socket.IO (namespace "/"), for the server and the dashboard.
import type { AlertEvent } from "@mystocks/events";

/** Metric topics: a snapshot on subscribing, then once a second the newest of what changed. */
export type MetricRoom = "overview" | "operations" | `operation_${number}`;
/** State topics: every event, in order, with replay. */
export type StateRoom = "alerts";
export type Room = MetricRoom | StateRoom;

export interface SecondPoint {
  /** Unix time in seconds. */
  second: number;
  count: number;
  errors: number;
  overWarning: number;
  overCritical: number;
  maxMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

/** Figures over the last 60 seconds. */
export interface LiveFigures {
  count: number;
  errors: number;
  ratePerSecond: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
  overWarning: number;
  overCritical: number;
}

export interface LiveExecution {
  traceId: string;
  spanId: string;
  endedAtMs: number;
  durationMs: number;
  failed: boolean;
  level: "ok" | "warning" | "critical";
  operationId: number;
  operation: string;
  service: string;
}

export interface OverviewData {
  /** When the newest span in these figures was stored. Unix time in milliseconds. */
  storedAtMs: number;
  figures: LiveFigures;
  /** Snapshot: the last 15 minutes. Update: seconds that changed since the last message. */
  points: SecondPoint[];
  /** Slow or failed, newest first; snapshot: the last 20, update: the new ones. */
  executions: LiveExecution[];
}

export interface OperationsData {
  storedAtMs: number;
  /** Snapshot: all that ran in the last 60 s. Update: those whose figures changed. */
  operations: { id: number; figures: LiveFigures }[];
}

export interface OperationData {
  storedAtMs: number;
  figures: LiveFigures;
  points: SecondPoint[];
  executions: LiveExecution[];
}

/** A transition of an alert and the alert as it is after it: what is on the topic mystocks.alerts.v1. */
export type AlertEventData = AlertEvent;

/**
 * Where a client stands in a state topic; any replica goes on from it. It goes back as it came: the epoch names the
 * store and, where the other shards stand, so it may change from one event to the next.
 */
export interface Position {
  epoch: string;
  sequence: number;
}

export interface ServerToClient {
  /** Metric topics; whole state, replaces what the client holds. */
  snapshot(message: { room: Room; data: OverviewData | OperationsData | OperationData }): void;
  update(message: { room: Room; data: OverviewData | OperationsData | OperationData }): void;
  /** State topics. `previous` is the sequence before this one in the topic: a client that holds another has a hole. */
  event(message: {
    room: Room;
    epoch: string;
    sequence: number;
    previous: number;
    data: AlertEventData;
  }): void;
  /** Events up to `from` are past retention, or of another store; the next event's `previous` is `from`. */
  gap(message: { room: Room; epoch: string; from: number }): void;
  /** Why the server is about to close the connection: UNAUTHENTICATED, SLOW_CLIENT or STORE_UNAVAILABLE. */
  error(message: { error_code: string; message: string }): void;
  stream_data(message: { symbol: string; data: unknown; timestamp: number }): void;
}

export type SubscribeAnswer =
  { ok: true; room: string; position?: Position } | { ok: false; error_code: string; message: string };

export interface ClientToServer {
  subscribe(request: { room: string; from?: Position }, answer: (result: SubscribeAnswer) => void): void;
  unsubscribe(request: { room: string }, answer: (result: SubscribeAnswer) => void): void;
  ping(answer: (serverTimeMs: number) => void): void;
  subscribe_market_stream(
    request: { symbol: string; fields?: string[] },
    answer: (result: SubscribeAnswer) => void,
  ): void;
  unsubscribe_market_stream(request: { symbol: string }, answer: (result: SubscribeAnswer) => void): void;
}
