import { z } from "zod";
import { cloudEvent, encodeEvent, parseEvent } from "./cloud-event.ts";

export const QUALITY_TOPIC = "mystocks.quality.v1";

const qualityVerdict = z.enum(["pass", "warn", "fail", "error", "unknown", "skipped"]);
/** What is wrong with the data when the check fails. */
const qualityProblem = z.enum(["late", "incomplete", "invalid", "duplicate"]);

const qualityCheck = z.object({
  checkId: z.string(),
  /** Of a contract's check, as in the contract; of a loader's figure, its name. */
  kind: z.string(),
  problem: qualityProblem,
  verdict: qualityVerdict,
  /** Since when it is this verdict, in Unix milliseconds. */
  sinceMs: z.number(),
  /** In `unit`; null where there was nothing to measure. */
  value: z.number().nullable(),
  unit: z.enum(["rows", "percent", "seconds", "value"]),
  /** The comparison that decided, `<= 5 %`. */
  bound: z.string().nullable(),
  failedRows: z.number().nullable(),
  totalRows: z.number().nullable(),
  why: z.object({ en: z.string(), zh: z.string() }),
});

/** One run on a dataset: what its checks say now. `changes` is what differs from before. */
const qualityEvent = z.object({
  datasetId: z.int(),
  sequence: z.int(),
  dataset: z.string(),
  table: z.string(),
  classification: z.string(),
  owner: z.string(),
  runId: z.string(),
  /** contract: all contract checks of the dataset are in `checks`. service: the one that a loader made itself. */
  origin: z.enum(["contract", "service"]),
  /** Why it ran: schedule, first, load, asked, retired (no contract is about it any more), or the service that told. */
  cause: z.string(),
  /** When the run began, in Unix milliseconds. */
  atMs: z.number(),
  durationMs: z.number(),
  checks: z.array(qualityCheck),
  changes: z.array(z.object({ checkId: z.string(), from: qualityVerdict, to: qualityVerdict })),
});

export type QualityVerdict = z.infer<typeof qualityVerdict>;
export type QualityProblem = z.infer<typeof qualityProblem>;
export type QualityCheck = z.infer<typeof qualityCheck>;
export type QualityEvent = z.infer<typeof qualityEvent>;

const envelope = cloudEvent(QUALITY_TOPIC, qualityEvent);

/** The message for the bus: key `quality/datasetId`, id `quality/datasetId/sequence`, value JSON text. */
export function encodeQuality(event: QualityEvent) {
  const { datasetId, sequence, atMs } = event;
  return encodeEvent({
    type: QUALITY_TOPIC,
    role: "quality",
    key: `quality/${datasetId}`,
    sequence,
    atMs,
    data: event,
  });
}

/** Throws MalformedEvent for text that is no quality event; fields it does not know are left out. */
export function decodeQuality(value: string): QualityEvent {
  return parseEvent(envelope, value).data;
}
