import type { AlertEvent } from "@mystocks/events";
import type { Transition } from "@mystocks/rules";
import {
  beginAlertsAnew,
  insertTransitions,
  readNewestEpisodes,
  saveAlerts,
  saveRuleHandling,
} from "@mystocks/store/alerting";
import type pg from "pg";
import { conditionOf, eventOf } from "./alert-row.ts";
import { Episodes } from "./episodes.ts";
import type { JudgedTransition } from "./save-judgement.ts";

/** An acknowledgement that ran out, a silence that began or ended, an end: these the rules tell, not people. */
const TOLD_BY_RULES: ReadonlySet<Transition["kind"]> = new Set([
  "acknowledgement_ended",
  "muted",
  "unmuted",
  "resolved",
  "dropped",
]);

/** Alerts as they are after the transitions, and these as their history, numbered from `before`; the shard is locked. */
export async function saveTransitions(
  client: pg.ClientBase,
  shard: number,
  before: number,
  transitions: readonly JudgedTransition[],
): Promise<AlertEvent[]> {
  if (transitions.length === 0) return [];
  const conditions = transitions.map(({ rule, transition }) => conditionOf(rule, transition, shard));
  const fingerprints = [...new Set(conditions.map(({ fingerprint }) => fingerprint))];
  const episodes = new Episodes(await readNewestEpisodes(client, fingerprints));
  const placed = conditions.map((condition) => episodes.place(condition));
  await beginAlertsAnew(client, episodes.begunAnew);
  // An alert that changed several times in a tick is saved once, as it is in the end.
  const last = new Map(placed.map((condition) => [keyOf(condition), condition]));
  const stored = await saveAlerts(client, [...last.values()]);
  const byKey = new Map([...last.keys()].map((key, at) => [key, stored[at]!]));
  const events = transitions.map(({ transition }, at) =>
    eventOf(transition, byKey.get(keyOf(placed[at]!))!, { shard, sequence: before + 1 + at }),
  );
  await saveRuleHandling(
    client,
    transitions.flatMap(({ transition: { kind, alert } }, at) =>
      TOLD_BY_RULES.has(kind)
        ? [
            {
              alertId: events[at]!.alert.alertId,
              handling: kind === "dropped" ? "closed" : alert.handling,
              silence: alert.mutedBy ?? null,
            },
          ]
        : [],
    ),
  );
  await insertTransitions(
    client,
    events.map((event) => ({ ...event, alertId: event.alert.alertId, event })),
  );
  return events;
}

const keyOf = ({ fingerprint, episode }: { fingerprint: string; episode: number }) =>
  `${fingerprint}/${episode}`;
