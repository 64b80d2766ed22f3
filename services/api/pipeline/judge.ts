import { flowOf, sumOf, type Flow, type HopName, type HopReading, type Queue, type Reading } from "./flow.ts";
import type { HopState, Reason } from "./reason.ts";
import { oldestMs, ratePerSecond, standstillMs } from "./waiting.ts";

export interface Verdict {
  hop: HopName;
  state: HopState;
  reason: Reason;
}

export interface Limits {
  /** Figures older than this count as not there. */
  silentMs: number;
  /** What waits for so long while nothing moves is stalled. */
  standstillMs: number;
  /** The oldest of what waits may be so old. */
  behindMs: number;
  /** Of a queue's capacity. */
  fullShare: number;
  /** now − newest stored event, while events come. */
  freshMs: number;
}

export const LIMITS: Limits = {
  silentMs: 4500,
  standstillMs: 4000,
  behindMs: 5000,
  fullShare: 0.8,
  freshMs: 3000,
};

const RECENT_MS = 6000;

/**
 * The state of each hop, from the readings of the last minutes. A hop that can't pass on what it has is not to
 * blame when the next one does not take: the one furthest down that stands still is the cause.
 */
export function judge(readings: readonly Reading[], limits: Limits = LIMITS): Verdict[] {
  const now = readings.at(-1);
  if (now === undefined) return [];
  const hops = [...now.hops.values()];
  const verdicts = new Map<HopName, Verdict>();
  for (const [place, hop] of [...hops.entries()].toReversed()) {
    const next = hops.slice(place + 1).find(({ hop: name }) => takesFrom(hop.hop, name));
    const blocked = blockageOf(readings, hop, limits);
    const isHeld = blocked !== undefined && blamesNext(hop.hop, next, verdicts);
    verdicts.set(hop.hop, isHeld ? heldBy(hop.hop, next!.hop, blocked) : own(readings, hop, blocked, limits));
    // A log does not push: what stands still in it is not taken, unless the taker waits itself.
    if (isHeld && hop.hop === "kafka") verdicts.set(next!.hop, takerOf(verdicts, next!.hop, blocked));
  }
  return hops.map(({ hop }) => (hop === "pulses" ? pulsesOf(verdicts) : verdicts.get(hop)!));
}

/** Pulses leave the recorder beside the rows, so the store waits for nobody. */
const takesFrom = (hop: HopName, next: HopName): boolean =>
  hop !== "store" && !(hop === "recorder" && next !== "store");

function blamesNext(hop: HopName, next: HopReading | undefined, verdicts: Map<HopName, Verdict>): boolean {
  if (next === undefined) return false;
  if (hop === "kafka") return true;
  const verdict = verdicts.get(next.hop)!;
  return isBroken(verdict) || verdict.reason.code === "held_by";
}

const heldBy = (hop: HopName, next: HopName, blocked: Blockage): Verdict => ({
  hop,
  state: "slow",
  reason: { ...blocked, code: "held_by", hop: next },
});

function takerOf(verdicts: ReadonlyMap<HopName, Verdict>, hop: HopName, blocked: Blockage): Verdict {
  const known = verdicts.get(hop)!;
  if (known.state === "down" || known.reason.code === "held_by") return known;
  if (isBroken(verdicts.get("store"))) return heldBy(hop, "store", blocked);
  return { hop, state: "stalled", reason: { ...blocked, code: "takes_nothing" } };
}

/** Pulses are published by the recorder, over Kafka where there is one. */
function pulsesOf(verdicts: ReadonlyMap<HopName, Verdict>): Verdict {
  const own = verdicts.get("pulses")!;
  if (own.reason.code !== "passes_nothing_on") return own;
  const publishers: HopName[] = ["kafka", "recorder"];
  const cause = publishers.find((hop) => isBroken(verdicts.get(hop)));
  const { seconds = 0, count = 0, unit = "items" } = own.reason;
  return cause === undefined ? own : heldBy("pulses", cause, { seconds, count, unit });
}

const isBroken = (verdict: Verdict | undefined): boolean =>
  verdict?.state === "down" || verdict?.state === "stalled";

interface Blockage {
  seconds: number;
  count: number;
  unit: Queue["unit"];
}

function blockageOf(
  readings: readonly Reading[],
  { hop, flows, silence }: HopReading,
  limits: Limits,
): Blockage | undefined {
  // What services say of themselves comes through the pipeline: it stands still whenever anything does.
  if (silence !== null || hop === "services") return undefined;
  const still = flows.map((flow) => ({ flow, forMs: standstillMs(readings, hop, flow) }));
  const longest = still.toSorted((a, b) => b.forMs - a.forMs)[0];
  if (longest === undefined || longest.forMs < limits.standstillMs) return undefined;
  const { held, queue } = longest.flow;
  const waiting = queue ?? { length: held ?? 0, unit: "items" as const };
  return { seconds: longest.forMs / 1000, count: waiting.length, unit: waiting.unit };
}

function own(
  readings: readonly Reading[],
  hop: HopReading,
  blocked: Blockage | undefined,
  limits: Limits,
): Verdict {
  const nowMs = readings.at(-1)!.atMs;
  const found =
    silenceOf(hop, nowMs, limits) ??
    (blocked && { state: "stalled" as const, reason: { ...blocked, code: "passes_nothing_on" as const } }) ??
    replicasOf(hop) ??
    untoldOf(hop) ??
    lossOf(readings, hop) ??
    slownessOf(readings, hop, limits) ??
    stalenessOf(readings, hop, limits) ??
    quietOf(readings, hop);
  return { hop: hop.hop, ...found };
}

type Finding = Omit<Verdict, "hop">;

/** These tell through the store of what happens elsewhere: when it is silent, so are they. */
const TOLD_BY_STORE: readonly HopName[] = ["services", "pulses"];

function silenceOf(
  { hop, readAtMs, silence }: HopReading,
  nowMs: number,
  limits: Limits,
): Finding | undefined {
  if (silence === null && readAtMs !== null) return undefined;
  if (readAtMs === null && silence === null) return { state: "unknown", reason: { code: "not_configured" } };
  const silentMs = nowMs - (readAtMs ?? -Infinity);
  if (silentMs < limits.silentMs) return undefined;
  const since = Number.isFinite(silentMs) ? { seconds: silentMs / 1000 } : {};
  if (TOLD_BY_STORE.includes(hop)) return { state: "unknown", reason: { code: "figures_old", ...since } };
  if (silence === "unusable") return { state: "unknown", reason: { code: "unusable", ...since } };
  return { state: silence === "gone" ? "down" : "stalled", reason: { code: silence ?? "mute", ...since } };
}

const replicasOf = ({ silentReplicas }: HopReading): Finding | undefined =>
  silentReplicas > 0 ? { state: "slow", reason: { code: "some_silent", count: silentReplicas } } : undefined;

/** What services send is known from those that tell, as long as it arrives. */
function untoldOf({ hop, flows, untold = [] }: HopReading): Finding | undefined {
  if (hop !== "services" || flows.some((flow) => flow.in !== null)) return undefined;
  return untold.length > 0
    ? { state: "unknown", reason: { code: "untold", count: untold.length } }
    : { state: "unknown", reason: { code: "figures_old" } };
}

/** Reasons that are a hop's own doing; of the others, such as `late`, the sender is the cause. */
const OWN_LOSS = /^(send_failed|enqueue_failed|queue_full|retention|failed|lost)/;

function lossOf(readings: readonly Reading[], { hop, flows }: HopReading): Finding | undefined {
  for (const { signal, unit, dropped } of flows) {
    for (const reason of Object.keys(dropped).filter((one) => OWN_LOSS.test(one))) {
      const lost = (reading: Reading) => flowOf(reading, hop, signal, unit)?.dropped[reason] ?? 0;
      const rate = ratePerSecond(readings, RECENT_MS, lost) ?? 0;
      if (rate > 0) return { state: "slow", reason: { code: "loses", count: Math.ceil(rate), reason } };
    }
  }
  return undefined;
}

function slownessOf(
  readings: readonly Reading[],
  { hop, flows }: HopReading,
  limits: Limits,
): Finding | undefined {
  for (const flow of flows) {
    const { queue, signal, unit } = flow;
    const share = queue?.capacity ? queue.length / queue.capacity : 0;
    if (share >= limits.fullShare) return { state: "slow", reason: { code: "filling", share } };
    const refused = ratePerSecond(readings, RECENT_MS, (one) => flowOf(one, hop, signal, unit)?.refused) ?? 0;
    if (refused > 0) return { state: "slow", reason: { code: "refuses", count: Math.ceil(refused) } };
    const waitedMs = oldestMs(readings, hop, flow) ?? 0;
    if (waitedMs > limits.behindMs)
      return { state: "slow", reason: { code: "behind", seconds: waitedMs / 1000, count: flow.held ?? 0 } };
  }
  return undefined;
}

function stalenessOf(readings: readonly Reading[], { hop }: HopReading, limits: Limits): Finding | undefined {
  const now = readings.at(-1)!;
  if (hop !== "store" || now.newestEndMs === null || !isFed(readings)) return undefined;
  const ageMs = now.atMs - now.newestEndMs;
  return ageMs > limits.freshMs
    ? { state: "slow", reason: { code: "stale", seconds: ageMs / 1000 } }
    : undefined;
}

/** Whether spans reached the first hop that counts them, in the last seconds. Where that does not answer they may. */
export function isFed(readings: readonly Reading[]): boolean {
  const now = readings.at(-1);
  const entrances: HopName[] = ["collector", "recorder"];
  const entrance = entrances.find((hop) => now?.hops.has(hop));
  if (now === undefined || entrance === undefined) return false;
  if (now.hops.get(entrance)!.silence !== null) return true;
  return (ratePerSecond(readings, RECENT_MS, (one) => flowOf(one, entrance, "spans")?.in) ?? 0) > 0;
}

function quietOf(readings: readonly Reading[], { hop, flows }: HopReading): Finding {
  const rates = flows.map(({ signal, unit }) =>
    ratePerSecond(readings, RECENT_MS, (one) => passedBy(flowOf(one, hop, signal, unit))),
  );
  const isIdle = rates.some((rate) => rate !== null) && sumOf(rates.map((rate) => rate ?? 0)) === 0;
  return { state: "ok", reason: { code: isIdle ? "idle" : "fine" } };
}

const passedBy = (flow: Flow | undefined): number | null => flow?.in ?? flow?.out ?? null;
