import type { OutsideAlert } from "./outside-alert.ts";
import type { TheirAlert } from "./their-alerts.ts";

export interface MissedParts {
  /** Fingerprints of what Prometheus raised here and has not ended. */
  live: ReadonlySet<string>;
  /** Of each Alertmanager; undefined: it does not answer. */
  peers: readonly (ReadonlyMap<string, TheirAlert> | undefined)[];
  /** Receivers in whose name webhooks came. */
  receivers: ReadonlySet<string>;
  /** When each was last there, of those that ever were. */
  lastThereMs: ReadonlyMap<string, number>;
  /** An alert that began later is left to its webhook, which may be under way. */
  graceMs: number;
  nowMs: number;
}

export interface Missed {
  raise: OutsideAlert[];
  /** Fingerprints of those that are over. */
  end: string[];
}

/** Prometheus tells Alertmanager again each minute what fires, so that this long not even one that has restarted lacks it. */
const GONE_MS = 5 * 60_000;

/**
 * What webhooks have not told: Alertmanager cuts a long message, gives up what is not taken, keeps an end to itself when
 * it was silenced or killed. An end is concluded only from what every Alertmanager says.
 */
export function planMissed(parts: MissedParts): Missed {
  return { raise: toRaise(parts), end: toEnd(parts) };
}

function toRaise({ live, peers, receivers, graceMs, nowMs }: MissedParts): OutsideAlert[] {
  const missed = new Map<string, OutsideAlert>();
  for (const peer of peers)
    for (const [fingerprint, { alert, receivers: told, isSuppressed }] of peer ?? []) {
      const isOurs = told.some((name) => receivers.has(name));
      if (isOurs && !isSuppressed && !live.has(fingerprint) && alert.startedMs <= nowMs - graceMs)
        missed.set(fingerprint, alert);
    }
  return [...missed.values()];
}

function toEnd({ live, peers, lastThereMs, nowMs }: MissedParts): string[] {
  if (peers.length === 0 || peers.includes(undefined)) return [];
  return [...live].filter((fingerprint) => nowMs - (lastThereMs.get(fingerprint) ?? nowMs) >= GONE_MS);
}
