import type { StoredSilence } from "@mystocks/store/alerting";
import type { TheirSilence } from "./alertmanager-silences.ts";
import { nameThere } from "../delivery/alertmanager.ts";
import { endOfWindow, isWithin } from "./recurrence.ts";

/** What one round does to make our silences and those of the Alertmanagers the same. */
export type MirrorStep =
  | {
      do: "post";
      url: string;
      silenceId: string;
      silence: Omit<TheirSilence, "id" | "updatedMs" | "state"> & { id?: string };
    }
  | { do: "delete"; url: string; id: string }
  /** Theirs, new or changed there. */
  | { do: "import"; silence: Omit<StoredSilence, "expiredMs" | "recurrence" | "endsWithAlert"> }
  /** Ended there by somebody. */
  | { do: "expire"; silenceId: string }
  /** It is there under this id. */
  | { do: "adopt"; silenceId: string; url: string; id: string };

const MARK = / ?\[mystocks-monitor ([0-9a-f-]{36})\]$/;
/** Alertmanager's clock and ours, and its rounding. */
const SAME_MS = 1500;

/**
 * Compares both sides. A silence of ours is known there by its id, or by a mark in its comment when the id was not
 * noted. The newer change counts. A peer that has lost one gets it again, one peer a round: the others of a cluster
 * may hear of it from that one.
 */
export function planMirror(
  stored: readonly StoredSilence[],
  peers: ReadonlyMap<string, readonly TheirSilence[]>,
  nowMs: number,
): MirrorStep[] {
  const steps = stored.flatMap((silence) => stepsFor(silence, peers, nowMs));
  const known = new Set(stored.flatMap(({ silenceId, mirrors }) => [silenceId, ...Object.values(mirrors)]));
  const imported = new Set<string>();
  for (const [url, theirs] of peers)
    for (const one of theirs) {
      const isKnown = known.has(one.id) || known.has(markIn(one.comment) ?? "") || imported.has(one.id);
      if (isKnown || one.state === "expired" || !isUuid(one.id)) continue;
      imported.add(one.id);
      steps.push({ do: "import", silence: asStored(one, url) });
    }
  return steps;
}

function stepsFor(
  silence: StoredSilence,
  peers: ReadonlyMap<string, readonly TheirSilence[]>,
  nowMs: number,
): MirrorStep[] {
  const steps: MirrorStep[] = [];
  const wanted = wantedThere(silence, nowMs);
  let isPosted = false;
  for (const [url, theirs] of peers) {
    const same = theirs.filter((one) => isSame(silence, url, one)).sort((a, b) => b.updatedMs - a.updatedMs);
    const live = same.filter(({ state }) => state !== "expired");
    if (wanted === undefined) {
      if (silence.expiredMs !== null) for (const { id } of live) steps.push({ do: "delete", url, id });
      continue;
    }
    const [there] = live;
    if (there === undefined) {
      if (isEndedThere(silence, same[0])) return [{ do: "expire", silenceId: silence.silenceId }];
      if (!isPosted) steps.push({ do: "post", url, silenceId: silence.silenceId, silence: wanted });
      isPosted = true;
      continue;
    }
    if (silence.mirrors[url] !== there.id)
      steps.push({ do: "adopt", silenceId: silence.silenceId, url, id: there.id });
    if (silence.recurrence !== null || isAlike(there, silence)) continue;
    if (there.updatedMs > silence.updatedMs)
      steps.push({
        do: "import",
        silence: { ...asStored(there, url), silenceId: silence.silenceId, origin: silence.origin },
      });
    else steps.push({ do: "post", url, silenceId: silence.silenceId, silence: { ...wanted, id: there.id } });
  }
  return steps;
}

/** As it is to be there now; undefined: it is not to mute anything there. */
function wantedThere(silence: StoredSilence, nowMs: number) {
  const { silenceId, matchers, startsMs, endsMs, recurrence, createdBy, comment, expiredMs } = silence;
  if (expiredMs !== null || endsMs <= nowMs) return undefined;
  const said = {
    matchers: matchersThere(matchers),
    createdBy: createdBy || "monitor",
    comment: `${comment} [mystocks-monitor ${silenceId}]`,
  };
  if (recurrence === null) return { ...said, startsMs, endsMs };
  if (startsMs > nowMs || !isWithin(recurrence, nowMs)) return undefined;
  return { ...said, startsMs: nowMs, endsMs: Math.min(endsMs, endOfWindow(recurrence, nowMs)) };
}

function isSame({ silenceId, mirrors }: StoredSilence, url: string, theirs: TheirSilence): boolean {
  return theirs.id === silenceId || theirs.id === mirrors[url] || markIn(theirs.comment) === silenceId;
}

/** Somebody ended it there after our last change: it did not just run out. */
function isEndedThere(ours: StoredSilence, theirs: TheirSilence | undefined): boolean {
  return (
    theirs !== undefined &&
    ours.recurrence === null &&
    theirs.updatedMs > ours.updatedMs &&
    theirs.endsMs < ours.endsMs - SAME_MS
  );
}

function isAlike(theirs: TheirSilence, { matchers, endsMs }: StoredSilence): boolean {
  return (
    Math.abs(theirs.endsMs - endsMs) < SAME_MS && textOf(theirs.matchers) === textOf(matchersThere(matchers))
  );
}

function matchersThere(matchers: StoredSilence["matchers"]): StoredSilence["matchers"] {
  return matchers.map((matcher) => ({ ...matcher, name: nameThere(matcher.name) }));
}

function textOf(matchers: StoredSilence["matchers"]): string {
  return matchers
    .map(({ name, value, isRegex, isEqual }) => JSON.stringify([name, value, isRegex, isEqual]))
    .sort()
    .join();
}

function asStored(one: TheirSilence, url: string) {
  const { id, matchers, startsMs, endsMs, createdBy, comment, updatedMs } = one;
  const origin = "alertmanager" as const;
  const own = { matchers, startsMs, endsMs, createdBy, comment: comment.replace(MARK, ""), updatedMs };
  return { silenceId: id, ...own, origin, mirrors: { [url]: id } };
}

const markIn = (comment: string): string | undefined => MARK.exec(comment)?.[1];
const isUuid = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
