import type { Bus } from "@mystocks/bus";
import { ALERTS_TOPIC, encodeAlert, type AlertEvent } from "@mystocks/events";
import { inTransaction } from "@mystocks/store";
import { insertTransitions, saveAlerts, takeSequence } from "@mystocks/store/alerting";
import type pg from "pg";

interface Raised {
  first: number;
  count: number;
  shard?: number;
  summary?: string;
}

/** Alerts named by number fire: stored in one transaction and then published, as alerting does it. */
export async function raiseAlerts(
  { pool, bus }: { pool: pg.Pool; bus: Bus },
  { first, count, shard = 0, summary = "too slow" }: Raised,
): Promise<void> {
  const atMs = Date.now();
  const events = await inTransaction(pool, async (client) => {
    const before = (await takeSequence(client, shard, count))!;
    const stored = await saveAlerts(
      client,
      Array.from({ length: count }, (_, at) => conditionOf(first + at, shard, summary, atMs)),
    );
    const fired = stored.map((alert, at): AlertEvent => ({
      shard,
      sequence: before + 1 + at,
      kind: "fired",
      atMs,
      reason: "the condition is true",
      actor: null,
      alert,
    }));
    await insertTransitions(
      client,
      fired.map((event) => ({ ...event, alertId: event.alert.alertId, event })),
    );
    return fired;
  });
  const messages = events.map(encodeAlert);
  await bus.publish(ALERTS_TOPIC, messages);
}

function conditionOf(number: number, shard: number, summary: string, atMs: number) {
  return {
    shard,
    fingerprint: number.toString(16).padStart(64, "0"),
    episode: 1,
    source: "rule" as const,
    rule: `alert ${number}`,
    file: "a.yml",
    group: "a",
    level: "CRITICAL" as const,
    type: "SLOW_QUERY",
    labels: { service: "market-data" },
    annotations: { summary },
    condition: "firing" as const,
    value: 1,
    activeSinceMs: atMs,
    firedAtMs: atMs,
    resolvedAtMs: null,
    lastSeenMs: atMs,
    endReason: null,
    isFlapping: false,
    newOccurrences: 1,
  };
}
