import type { AlertSnapshot, TransitionKind } from "@mystocks/events";
import type { HttpAnswer } from "@mystocks/runtime";
import type { Message } from "./message.ts";

export type Language = "zh-CN" | "en";

/** A span that explains an alert. Durations in milliseconds. */
export interface TracedSpan {
  traceId: string;
  spanId: string;
  operation: string;
  durationMs: number;
  failed: boolean;
  /** Normalised SQL, where it is known. */
  sql?: string;
  url?: string;
}

/** What explains an alert, as far as it was found when it was told. */
export interface ToldEvidence {
  spans: TracedSpan[];
  /** Rows that failed a check, with the columns that identify them. */
  rows: Record<string, string>[];
  runbook?: string;
  /** A picture of the series around the breach. */
  chartUrl?: string;
}

export interface ToldAlert {
  /** The same at every attempt, whatever else goes in the same message. */
  deliveryId: string;
  alert: AlertSnapshot;
  kind: TransitionKind;
  reason: string;
  atMs: number;
  evidence: ToldEvidence;
  /** The alert's page. */
  url: string;
}

/** One message to one receiver: one alert, or several that are told together. */
export interface Told {
  /** Of a message of one alert, that of the alert. */
  deliveryId: string;
  /** Rises with each message to the receiver. */
  sequence: number;
  receiver: string;
  language: Language;
  /** In the order of their level, then of time; at most what one message holds. */
  alerts: ToldAlert[];
  /** Of all that the message tells of, also those that `alerts` leaves out. */
  counts: { firing: number; resolved: number; noData: number };
  /** Alerts of the group that the receiver was told of before and that go on: not all is over when this tells ends. */
  stillFiring: number;
  groupLabels: Record<string, string>;
  /** The inbox. */
  inboxUrl: string;
}

/** What is posted. */
export interface Outgoing {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** accepted; again: later, after `afterMs` where it says so; shorten: too large as it is; never: no use to repeat it. */
export type Answer =
  | { result: "accepted" }
  | { result: "again"; afterMs?: number; why: string }
  | { result: "shorten"; why: string }
  | { result: "never"; why: string };

interface Destination {
  url: string;
  /** For signatures. */
  secret?: string;
}

/** How one kind of receiver is told: pure, so that a message can be looked at before it goes. */
export interface Format {
  /** Bytes of a body at most. */
  mostBytes: number;
  /** Of one message; more are told by their number. */
  mostAlerts: number;
  write(message: Message, destination: Destination, nowMs: number): Outgoing;
  read(received: HttpAnswer): Answer;
}
