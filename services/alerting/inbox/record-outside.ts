import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import { because } from "@mystocks/rules";
import { inTransaction } from "@mystocks/store";
import {
  insertNotifications,
  insertTransitions,
  saveAlerts,
  takeSequence,
  type AlertCondition,
  type StoredAlert,
} from "@mystocks/store/alerting";
import type pg from "pg";
import { snapshotOf } from "../judge/alert-row.ts";
import { notificationsOf, tellEnds } from "../judge/save-judgement.ts";
import { SHARDS } from "../rules-in-force/judged-group.ts";
import { decideOutside } from "./decide-outside.ts";
import type { OutsideAlert } from "./outside-alert.ts";
import { noteTwins, readNewestEpisodes, saveHandlings } from "./outside-rows.ts";

export const shardOfFingerprint = (fingerprint: string) =>
  Number.parseInt(fingerprint.slice(0, 8), 16) % SHARDS;

export interface OutsideParts {
  pool: pg.Pool;
  receiversOf: (alert: AlertSnapshot) => readonly string[];
  /** Ids of the silences that mute alerts with these labels now. */
  mutedBy: (labels: Readonly<Record<string, string>>) => readonly string[];
}

type Step = "begin" | "repeat" | "end";

interface Decided {
  alert: OutsideAlert;
  newest: StoredAlert | undefined;
  step: Step;
}

/**
 * Outside alerts in the inbox, those of a shard in one transaction: the first time is a new alert that is told,
 * repetitions only count, an end is told. One that another source raises too is noted there and not told again.
 */
export async function recordOutside(
  parts: OutsideParts,
  alerts: readonly OutsideAlert[],
): Promise<AlertEvent[]> {
  const each = [...new Map(alerts.map((alert) => [alert.fingerprint, alert])).values()];
  const events: AlertEvent[] = [];
  for (const [shard, ofShard] of Map.groupBy(each, ({ fingerprint }) => shardOfFingerprint(fingerprint)))
    events.push(...(await inTransaction(parts.pool, (client) => record(parts, client, shard, ofShard))));
  return events;
}

async function record(
  parts: OutsideParts,
  client: pg.ClientBase,
  shard: number,
  alerts: readonly OutsideAlert[],
): Promise<AlertEvent[]> {
  // The shard's lock first: two processes that hear of the same alert must not both begin it.
  const before = (await takeSequence(client, shard, 0))!;
  const decided = await decide(client, alerts);
  const saved = await saveAlerts(
    client,
    decided.map((one) => conditionOf(one, shard)),
  );
  const told = decided.flatMap((one, at) => (one.step === "repeat" ? [] : [{ ...one, saved: saved[at]! }]));
  const stored = await saveHandlings(
    client,
    told.map(({ alert, step, saved: { alertId, handling, mutedBy } }) => ({
      alertId,
      handling: step === "end" ? "closed" : handling,
      mutedBy: step === "end" ? mutedBy : [...parts.mutedBy(alert.labels)],
    })),
  );
  const events = told.map((one, at) => eventOf(one, stored[at]!, { shard, sequence: before + 1 + at }));
  await takeSequence(client, shard, events.length);
  await insertTransitions(
    client,
    events.map((event) => ({ ...event, alertId: event.alert.alertId, event })),
  );
  await tell(parts, client, told, events);
  return events;
}

async function decide(client: pg.ClientBase, alerts: readonly OutsideAlert[]): Promise<Decided[]> {
  const newest = await readNewestEpisodes(
    client,
    alerts.map(({ fingerprint }) => fingerprint),
  );
  const decided = alerts.flatMap((alert): Decided[] => {
    const known = newest.get(alert.fingerprint);
    const decision = decideOutside(alert, known);
    return decision.do === "nothing" ? [] : [{ alert, newest: known, step: decision.do }];
  });
  const firing = decided.filter(({ step }) => step !== "end").map(({ alert }) => alert);
  const twins = await noteTwins(client, firing);
  // Two sources, one alert: what had begun before the other one told of it ends, what has not does not begin.
  return decided.flatMap((one): Decided[] => {
    if (one.step === "end" || !twins.has(one.alert.fingerprint)) return [one];
    return one.step === "begin"
      ? []
      : [{ ...one, alert: { ...one.alert, endedMs: one.alert.atMs }, step: "end" }];
  });
}

function conditionOf({ alert, newest, step }: Decided, shard: number): AlertCondition {
  const { fingerprint, source, rule, level, type, labels, annotations, atMs, startedMs, endedMs } = alert;
  const begun = step === "begin" ? startedMs : newest!.activeSinceMs;
  return {
    shard,
    fingerprint,
    episode: step === "begin" ? (newest?.episode ?? 0) + 1 : newest!.episode,
    source,
    rule,
    file: "",
    group: "",
    level,
    type,
    labels,
    annotations,
    condition: step === "end" ? "resolved" : "firing",
    value: null,
    activeSinceMs: begun,
    firedAtMs: begun,
    resolvedAtMs: step === "end" ? endedMs : null,
    lastSeenMs: atMs,
    endReason: step === "end" ? "recovered" : null,
    isFlapping: false,
    newOccurrences: isAnother(alert, newest, step) ? 2 : 1,
  };
}

/** What a service repeats happened again; Alertmanager repeats what goes on, except when it has begun anew since. */
function isAnother({ source, startedMs, atMs }: OutsideAlert, newest: StoredAlert | undefined, step: Step) {
  if (step !== "repeat") return false;
  return source === "service" || (newest!.lastSeenMs < startedMs && startedMs < atMs);
}

function eventOf(
  { alert, step }: Decided,
  stored: StoredAlert,
  place: { shard: number; sequence: number },
): AlertEvent {
  return {
    ...place,
    kind: step === "end" ? "resolved" : "fired",
    atMs: alert.atMs,
    ...because(step === "end" ? "ended" : "raised", { source: alert.source }),
    actor: null,
    alert: snapshotOf(stored),
  };
}

/** What somebody closed by hand has been told as ended already. */
async function tell(
  { receiversOf }: OutsideParts,
  client: pg.ClientBase,
  told: readonly (Decided & { saved: StoredAlert })[],
  events: readonly AlertEvent[],
): Promise<void> {
  const at = (step: Step) => events.filter((_, index) => told[index]!.step === step);
  const closedByHand = new Set(
    told.filter(({ saved }) => saved.handling === "closed").map(({ saved }) => saved.alertId),
  );
  await insertNotifications(
    client,
    at("begin")
      .filter(({ alert }) => alert.mutedBy.length === 0)
      .flatMap((event) => notificationsOf(event, receiversOf(event.alert))),
  );
  await tellEnds(
    client,
    at("end").filter(({ alert }) => !closedByHand.has(alert.alertId)),
  );
}
