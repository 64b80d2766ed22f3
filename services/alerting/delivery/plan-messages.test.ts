import { expect, test } from "@jest/globals";
import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import { array, assert, constantFrom, nat, property, record } from "fast-check";
import { planMessages, type Due } from "./plan-messages.ts";

const conditions = constantFrom("firing" as const, "resolved" as const, "no_data" as const);
const parts = array(record({ alert: nat(30), rule: nat(15), condition: conditions }), { maxLength: 60 });

test("every notification is in exactly one message, every alert once in it, and the counts are exact", () => {
  assert(
    property(parts, (list) => {
      const dues = list.map((part, at) => due(at, part.alert, part.rule, part.condition));
      const messages = planMessages(dues, ["alertname"]);
      expect(messages.length).toBeLessThanOrEqual(10);
      const ids = messages.flatMap(({ notificationIds }) => notificationIds);
      expect(ids.sort()).toEqual(dues.map(({ notificationId }) => notificationId).sort());
      for (const { alerts, counts } of messages) {
        expect(new Set(alerts.map(({ event }) => event.alert.alertId)).size).toBe(alerts.length);
        expect(counts.firing + counts.resolved + counts.noData).toBe(alerts.length);
      }
    }),
  );
});

test("10,000 alerts of 100 rules are one message that counts them", () => {
  const dues = Array.from({ length: 10_000 }, (_, at) => due(at, at, at % 100, "firing"));
  const messages = planMessages(dues, ["alertname"]);
  expect(messages).toHaveLength(1);
  expect(messages[0]!.counts).toEqual({ firing: 10_000, resolved: 0, noData: 0 });
});

test("what began and ended before it was told is one message that says so", () => {
  const [message, ...others] = planMessages(
    [due(0, 1, 1, "firing"), due(1, 1, 1, "resolved")],
    ["alertname"],
  );
  expect(others).toEqual([]);
  expect(message!.counts).toEqual({ firing: 0, resolved: 1, noData: 0 });
  expect(message!.notificationIds).toEqual(["0", "1"]);
});

test("a message of the same alerts has the same id, in whatever order they came", () => {
  const dues = [due(0, 1, 1, "firing"), due(1, 2, 1, "firing")];
  expect(planMessages(dues, ["alertname"])[0]!.deliveryId).toBe(
    planMessages(dues.toReversed(), ["alertname"])[0]!.deliveryId,
  );
});

function due(id: number, alert: number, rule: number, condition: AlertSnapshot["condition"]): Due {
  const snapshot = {
    alertId: String(alert),
    level: "WARNING",
    condition,
    labels: { alertname: `Rule${rule}` },
    activeSinceMs: alert,
  } as unknown as AlertSnapshot;
  return { notificationId: String(id), deliveryId: `d${id}`, event: { alert: snapshot } as AlertEvent };
}
