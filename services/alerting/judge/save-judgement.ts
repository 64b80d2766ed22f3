import { createHash } from "node:crypto";
import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import type { RuleState, Transition } from "@mystocks/rules";
import { inTransaction } from "@mystocks/store";
import {
  hasTransition,
  insertNotifications,
  readToldReceivers,
  saveRuleStates,
  takeSequence,
  type NewNotification,
} from "@mystocks/store/alerting";
import type pg from "pg";
import { isHeartbeat } from "../vital/heartbeat.ts";
import type { RuleIdentity } from "./alert-row.ts";
import { saveTransitions } from "./save-transitions.ts";

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

/**
 * State, alerts, history, what is to be told and to whom: one transaction. Resolves to the events, in their order; they
 * are handed to `onCommitting` just before the commit, since its answer may be lost.
 */
export async function saveJudgement(
  { pool, shard, epoch, receiversOf }: SaveParts,
  { transitions, states }: Judged,
  onCommitting: (events: readonly AlertEvent[]) => void,
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
    onCommitting(events);
    return events;
  });
}

/** Whether a transaction whose commit was not answered has been committed; waits until it is over. */
export async function isCommitted(
  { pool, shard, epoch }: Pick<SaveParts, "epoch" | "pool" | "shard">,
  events: readonly AlertEvent[],
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    if ((await takeSequence(client, shard, 0, epoch)) === undefined) throw new LeaseLost();
    return hasTransition(client, events[0]!);
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
