import { MonitorError } from "@mystocks/runtime";
import { z } from "zod";
import type { Window } from "./contract.ts";

const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };
const MAX_SECONDS = 5 * 366 * 86_400;

const LAST_ALLOWED = "a number with s, m, h or d, such as 30m, at most 1830d";
const TIME_ALLOWED = "a time as RFC 3339, such as 2026-11-24T09:30:00Z";

/** Query parameters of everything that looks at a window of time. */
export const windowQuery = {
  last: z
    .string()
    .regex(/^[1-9]\d{0,8}[smhd]$/)
    .optional()
    .describe(LAST_ALLOWED),
  from: z.iso.datetime({ offset: true }).optional().describe(TIME_ALLOWED),
  to: z.iso.datetime({ offset: true }).optional().describe(TIME_ALLOWED),
};

export interface TimeWindow {
  from: Date;
  to: Date;
  seconds: number;
}

/** [from, to). Without parameters the last 30 minutes; `last` ends at the last full second. */
export function resolveWindow(
  { last, from, to }: { last?: string | undefined; from?: string | undefined; to?: string | undefined },
  nowMs: number,
): TimeWindow {
  if (last !== undefined && (from !== undefined || to !== undefined)) {
    throw new MonitorError("PARAMETER_INVALID", "last can't be combined with from or to.", {
      field: "last",
      allowed: ["last alone", "from and to"],
    });
  }
  const end = to === undefined ? Math.floor(nowMs / 1000) * 1000 : Date.parse(to);
  const start = from === undefined ? end - secondsOf(last ?? "30m") * 1000 : Date.parse(from);
  const field = last !== undefined ? "last" : from !== undefined ? "from" : "to";
  if (start >= end)
    throw outOfRange(field, "The window is empty: from is not before to.", "a time before to");
  if (end - start > MAX_SECONDS * 1000)
    throw outOfRange(field, "The window is too long.", "at most five years");
  return { from: new Date(start), to: new Date(end), seconds: (end - start) / 1000 };
}

/** The same length, just before. */
export function windowBefore({ from, seconds }: TimeWindow): TimeWindow {
  return { from: new Date(from.getTime() - seconds * 1000), to: from, seconds };
}

export const later = (a: Date, b: Date): Date => (a > b ? a : b);

export function shownWindow({ from, to, seconds }: TimeWindow): Window {
  return { from: from.toISOString(), to: to.toISOString(), seconds };
}

function secondsOf(text: string): number {
  return Number(text.slice(0, -1)) * UNIT_SECONDS[text.at(-1)!]!;
}

function outOfRange(field: string, detail: string, allowed: string): MonitorError {
  return new MonitorError("PARAMETER_INVALID", detail, { field, allowed: [allowed] });
}

// Between 10 s and a minute is nothing: minutes are read from a coarser tier, many times faster.
const STEPS = [1, 2, 5, 10, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 604_800];

/** The step, in seconds, that gives a chart of the window at most `points` points. */
export function chartStep(seconds: number, points = 180): number {
  return STEPS.find((step) => seconds / step <= points) ?? 2_592_000;
}
