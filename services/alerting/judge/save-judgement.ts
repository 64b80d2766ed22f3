import { createHash } from "node:crypto";
import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import type { RuleState, Transition } from "@mystocks/rules";
import { inTransaction } from "@mystocks/store";
import {
  insertNotifications,
  insertTransitions,
  readToldReceivers,
  saveAlerts,
  saveRuleStates,
  takeSequence,
  type NewNotification,
} from "@mystocks/store/alerting";
import type pg from "pg";
import { isHeartbeat } from "../vital/heartbeat.ts";
import { conditionOf, eventOf, type RuleIdentity } from "./alert-row.ts";

/** Another owner judges the shard by now; nothing was written. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

export interface JudgedTransition {
  rule: RuleIdentity;
  transition: Transition;
}

/** What came of some ticks of one shard. */
export interface Judged {
  transitions: readonly JudgedTransition[];
  /** Of the rules whose state changed in a way that a restart must know; undefined: at rest. */
  states: ReadonlyMap<string, RuleState | undefined>;
}

export interface SaveParts {
  pool: pg.Pool;
  shard: number;
  epoch: number;
  /** Names of the receivers that are to be told of the alert. */
  receiversOf: (alert: AlertSnapshot) => readonly string[];
}

/** State, alerts, history, what is to be told and to whom: one transaction. Resolves to the events, in their order. */
export async function saveJudgement(
  { pool, shard, epoch, receiversOf }: SaveParts,
  { transitions, states }: Judged,
): Promise<AlertEvent[]> {
  return inTransaction(pool, async (client) => {
    const before = await takeSequence(client, shard, transitions.length, epoch);
    if (before === undefined) throw new LeaseLost();
    const events = await saveTransitions(client, shard, before, transitions);
    const told = transitions.flatMap(({ transition: { notify, alert, kind } }, at) =>
      notify && alert.mutedBy === undefined && kind !== "resolved"
        ? notificationsOf(events[at]!, receiversOf(events[at]!.alert))
        : [],
    );
    await insertNotifications(client, told);
    await tellEnds(
      client,
      events.filter(({ kind }, at) => kind === "resolved" && transitions[at]!.transition.notify),
    );
    await saveRuleStates(
      client,
      shard,
      [...states].map(([ruleId, state]) => ({ ruleId, state, judgedAtMs: state?.judgedAtMs ?? 0 })),
    );
    return events;
  });
}

/**
 * An end is told to whoever was told of the alert, and to nobody else; a silence does not keep it back. A heartbeat ends
 * without a word: any message would pass for a sign of life.
 */
export async function tellEnds(client: pg.ClientBase, events: readonly AlertEvent[]): Promise<void> {
  const ends = events.filter(({ alert }) => !isHeartbeat(alert));
  const told = await readToldReceivers(
    client,
    ends.map(({ alert }) => alert.alertId),
  );
  await insertNotifications(
    client,
    ends.flatMap((event) => notificationsOf(event, told.get(event.alert.alertId) ?? [])),
  );
}

export function notificationsOf(event: AlertEvent, receivers: readonly string[]): NewNotification[] {
  const { shard, sequence, alert } = event;
  return receivers.map((receiver) => ({
    shard,
    sequence,
    alertId: alert.alertId,
    receiver,
    deliveryId: deliveryIdOf(event, receiver),
    dueMs: 0,
  }));
}

export function deliveryIdOf({ shard, sequence, alert }: AlertEvent, receiver: string): string {
  return createHash("sha256").update(`${alert.alertId}\n${shard}/${sequence}\n${receiver}`).digest("hex");
}

async function saveTransitions(
  client: pg.ClientBase,
  shard: number,
  before: number,
  transitions: readonly JudgedTransition[],
): Promise<AlertEvent[]> {
  if (transitions.length === 0) return [];
  const placed = transitions.map(({ rule, transition }) => {
    const condition = conditionOf(rule, transition, shard);
    return { transition, condition, key: `${condition.fingerprint}/${condition.episode}` };
  });
  // An alert that changed several times in a tick is saved once, as it is in the end.
  const last = new Map(placed.map(({ key, condition }) => [key, condition]));
  const stored = await saveAlerts(client, [...last.values()]);
  const byKey = new Map([...last.keys()].map((key, at) => [key, stored[at]!]));
  const events = placed.map(({ transition, key }, at) =>
    eventOf(transition, byKey.get(key)!, { shard, sequence: before + 1 + at }),
  );
  await saveHandling(
    client,
    placed.map(({ transition }, at) => ({ transition, alertId: events[at]!.alert.alertId })),
  );
  await insertTransitions(
    client,
    events.map((event) => ({ ...event, alertId: event.alert.alertId, event })),
  );
  return events;
}

/** An acknowledgement that ran out, a silence that began or ended, an end: these the rules tell, not people. */
async function saveHandling(
  client: pg.ClientBase,
  changes: readonly { transition: Transition; alertId: string }[],
): Promise<void> {
  const told = changes.filter(({ transition: { kind } }) => TOLD_BY_RULES.has(kind));
  if (told.length === 0) return;
  await client.query(
    `UPDATE alerting.alert AS a SET handling = given.handling,
       muted_by = CASE WHEN given.silence IS NULL THEN '{}' ELSE ARRAY[given.silence::uuid] END,
       acknowledged_until = CASE WHEN given.handling = 'acknowledged' THEN acknowledged_until END
     FROM jsonb_to_recordset($1) AS given ("alertId" bigint, handling text, silence text)
     WHERE a.alert_id = given."alertId"`,
    [
      JSON.stringify(
        told.map(({ alertId, transition: { alert } }) => ({
          alertId,
          handling: alert.handling,
          silence: alert.mutedBy ?? null,
        })),
      ),
    ],
  );
}

const TOLD_BY_RULES: ReadonlySet<Transition["kind"]> = new Set([
  "acknowledgement_ended",
  "muted",
  "unmuted",
  "resolved",
]);
