import type { Job, JobRun } from "@mystocks/api";
import type { StateName } from "../../components/state.tsx";
import type { JobWords } from "./words.ts";

export type Standing = keyof JobWords["standing"];

/** What somebody should know first of a job: what is wrong, else what happens just now, else that all is well. */
export function standingOf({ paused, isSilent, last, recent, requestedAt }: Job): Standing {
  if (paused !== null) return "paused";
  if (isSilent) return "silent";
  if (last?.fate === "failed") return "failing";
  if (last?.fate === "missed") return "missed";
  if (last?.fate === "calendar_unknown") return "unknown";
  const open = recent.find(({ fate }) => fate === "running");
  if (open !== undefined) return open.retryAt === null ? "running" : "retrying";
  if (requestedAt !== null) return "requested";
  return last === null ? "fresh" : "well";
}

export const TONES: Record<Standing, StateName> = {
  silent: "bad",
  failing: "bad",
  unknown: "bad",
  missed: "warn",
  retrying: "warn",
  paused: "warn",
  requested: "none",
  running: "ok",
  well: "ok",
  fresh: "none",
};

export function toneOfFate(fate: JobRun["fate"]): StateName {
  if (fate === "ok" || fate === "running") return "ok";
  if (fate === "failed" || fate === "calendar_unknown") return "bad";
  return fate === "missed" || fate === "superseded" ? "warn" : "none";
}

/** Troubled ones first, then by name. */
export function byTrouble(a: Job, b: Job): number {
  const rank = (job: Job) => ["bad", "warn"].indexOf(TONES[standingOf(job)]) >>> 0;
  return rank(a) - rank(b) || (a.name < b.name ? -1 : 1);
}

/** Of runs that came to an end: the share that succeeded, and how long half of those took at most. */
export function figuresOf(recent: readonly JobRun[]) {
  const told = recent.filter(({ fate }) => ["ok", "failed", "missed", "calendar_unknown"].includes(fate));
  const ok = told.filter(({ fate }) => fate === "ok");
  const durations = ok.flatMap(({ durationMs }) => durationMs ?? []).toSorted((a, b) => a - b);
  return {
    count: told.length,
    share: told.length === 0 ? null : ok.length / told.length,
    medianMs: durations[durations.length >> 1] ?? null,
    latenessMs: recent.find(({ latenessMs }) => latenessMs !== null)?.latenessMs ?? null,
  };
}
