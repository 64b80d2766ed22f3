import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "@mystocks/stack";
import type pg from "pg";
import { processorSeconds } from "./processor-time.ts";

export interface StepResult {
  /** As asked for. */
  spansPerSecond: number;
  /** As taken by the Collector. */
  acknowledgedPerSecond: number;
  /** Seconds of load that were acknowledged and not stored yet, at half of the step and at its end. */
  lagSeconds: { middle: number; end: number };
  /** Of one processor, by part; 1 is a whole one. */
  processors: Record<string, number>;
  /** Largest seen. */
  residentMib: Record<string, number>;
  resent: number;
}

const STEP_POLL_MS = 250;
const CATCH_UP_MS = 60_000;

/** Sends at one rate for so long, and waits until the store has every span of it exactly once. */
export async function runStep(
  stack: Stack,
  pool: pg.Pool,
  { first, spansPerSecond, seconds }: { first: number; spansPerSecond: number; seconds: number },
): Promise<StepResult> {
  const spans = spansPerSecond * seconds;
  const sender = fork(join(import.meta.dirname, "sender.ts"), { stdio: "inherit" });
  sender.send({ port: stack.ports.otlpHttp, first, spans, spansPerSecond });
  await once(sender, "message");
  const before = await storedSpans(pool);
  const usedBefore = await usage(stack);
  const resident: Record<string, number> = {};
  const startMs = performance.now();
  sender.send("go");
  const sent = once(sender, "message").then(([{ resent }]) => ({
    resent: resent as number,
    atMs: performance.now(),
  }));
  let ended: Awaited<typeof sent> | undefined;
  void sent.then((value) => (ended = value));
  let middle: number | undefined;
  while (ended === undefined) {
    await pause(STEP_POLL_MS);
    const elapsed = (performance.now() - startMs) / 1000;
    await noteResident(stack, resident);
    if (middle === undefined && elapsed >= seconds / 2)
      middle = elapsed - ((await storedSpans(pool)) - before) / spansPerSecond;
  }
  const storedAtEnd = (await storedSpans(pool)) - before;
  const usedAfter = await usage(stack);
  const elapsed = (ended.atMs - startMs) / 1000;
  sender.disconnect();
  await untilStored(pool, before + spans);
  return {
    spansPerSecond,
    acknowledgedPerSecond: spans / elapsed,
    lagSeconds: { middle: middle ?? 0, end: (spans - storedAtEnd) / spansPerSecond },
    processors: Object.fromEntries(
      Object.entries(usedAfter).map(([name, used]) => [name, (used - usedBefore[name]!) / elapsed]),
    ),
    residentMib: resident,
    resent: ended.resent,
  };
}

async function usage(stack: Stack): Promise<Record<string, number>> {
  const used = await Promise.all(
    stack.parts.map(async ({ name, pid }) => [name, await processorSeconds(pid)] as const),
  );
  return Object.fromEntries(used);
}

async function noteResident(stack: Stack, resident: Record<string, number>): Promise<void> {
  for (const part of stack.parts) {
    const mib = ((await part.residentBytes()) ?? 0) / 2 ** 20;
    resident[part.name] = Math.max(resident[part.name] ?? 0, mib);
  }
}

async function storedSpans(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ spans: number }>(
    "SELECT coalesce(sum(spans), 0)::float8 AS spans FROM telemetry.pulse_batch",
  );
  return rows[0]!.spans;
}

async function untilStored(pool: pg.Pool, spans: number): Promise<void> {
  const deadline = Date.now() + CATCH_UP_MS;
  for (;;) {
    const stored = await storedSpans(pool);
    if (stored === spans) return;
    if (stored > spans || Date.now() > deadline)
      throw new Error(`${stored} spans are stored of ${spans} that were acknowledged`);
    await pause(100);
  }
}
