import type { RecordLog } from "@mystocks/bus";
import type pg from "pg";
import { roundBodies } from "../ingest/load.ts";
import { checkRound, emptyStore } from "../ingest/stored.ts";
import type { RecorderChild } from "./recorder-child.ts";

export interface Round {
  /** Spans a second from the first append to the last commit. */
  spansPerSecond: number;
  /** Spans a second of the recorder's processor time. */
  spansPerCpuSecond: number;
  spansPerCommit: number;
}

interface RoundParts {
  pool: pg.Pool;
  log: RecordLog;
  child: RecorderChild;
}

const TOPIC = "otlp_spans";
const SENDERS = 8;
const PACE_MS = 100;

/** As fast as it goes: the recorder always has a backlog. */
export async function flatOut(parts: RoundParts, first: number, spans: number): Promise<Round> {
  const bodies = roundBodies(first, spans);
  return measured(parts, first, spans, async () => {
    let next = 0;
    const sender = async () => {
      while (next < bodies.length) await parts.log.append(TOPIC, [{ value: bodies[next++]! }]);
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
  });
}

/** So many spans a second, as several Collectors send them: what a recorder costs that keeps up. */
export async function paced(
  parts: RoundParts,
  { first, seconds, spansPerSecond }: { first: number; seconds: number; spansPerSecond: number },
): Promise<Round> {
  const spans = seconds * spansPerSecond;
  const bodies = roundBodies(first, spans);
  const perTurn = Math.ceil((bodies.length * PACE_MS) / (seconds * 1000));
  return measured(parts, first, spans, async () => {
    const startMs = performance.now();
    const sent: Promise<void>[] = [];
    for (let at = 0; at < bodies.length; at += perTurn) {
      const dueMs = startMs + (at / perTurn) * PACE_MS;
      await new Promise((done) => setTimeout(done, Math.max(0, dueMs - performance.now())));
      for (const value of bodies.slice(at, at + perTurn)) sent.push(parts.log.append(TOPIC, [{ value }]));
    }
    await Promise.all(sent);
  });
}

/** Throws when the store does not hold exactly what was sent. */
async function measured(
  { pool, child }: RoundParts,
  first: number,
  spans: number,
  send: () => Promise<void>,
): Promise<Round> {
  await emptyStore(pool);
  const target = (await storedSpans(pool)) + spans;
  const before = await child.used();
  const startMs = performance.now();
  await send();
  while ((await storedSpans(pool)) < target) await new Promise((done) => setTimeout(done, 10));
  const elapsedMs = performance.now() - startMs;
  const after = await child.used();
  await checkRound(pool, first, spans);
  return {
    spansPerSecond: (spans / elapsedMs) * 1000,
    spansPerCpuSecond: spans / (after.processorSeconds - before.processorSeconds),
    spansPerCommit: spans / (after.commits - before.commits),
  };
}

async function storedSpans(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ spans: string }>("SELECT sum(spans) AS spans FROM telemetry.source");
  return Number(rows[0]!.spans);
}
