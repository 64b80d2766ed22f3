import type { HopName, Queue } from "./flow.ts";

export const STATES = ["ok", "slow", "stalled", "down", "unknown"] as const;
export type HopState = (typeof STATES)[number];

export const CODES = [
  "fine",
  "idle",
  "not_configured",
  "figures_old",
  "gone",
  "mute",
  "unusable",
  "some_silent",
  "untold",
  "takes_nothing",
  "passes_nothing_on",
  "held_by",
  "behind",
  "filling",
  "refuses",
  "loses",
  "stale",
] as const;

/** Why a hop is in its state; the page has the words. */
export interface Reason {
  code: (typeof CODES)[number];
  seconds?: number;
  count?: number;
  /** Of what waits; items when left out. */
  unit?: Queue["unit"];
  /** 0 to 1. */
  share?: number;
  /** Of `held_by`: who it waits for. */
  hop?: HopName;
  /** Of `loses`. */
  reason?: string;
}
