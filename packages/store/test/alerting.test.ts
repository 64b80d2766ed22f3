import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import type pg from "pg";
import {
  claimNotifications,
  insertNotifications,
  insertTransitions,
  leaseShards,
  readLiveAlerts,
  readRuleStates,
  recordDelivery,
  releaseShards,
  saveAlerts,
  saveHandling,
  saveRuleStates,
  takeSequence,
  type AlertCondition,
} from "../alerting/index.ts";
import { inTransaction, openStorePool, storeTemplate } from "../index.ts";

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let pool: pg.Pool;

beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 4, applicationName: "test" });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("a shard has one owner; who lost it writes nothing", async () => {
  const first = await leaseShards(pool, "first", { leaseMs: 60_000, judgedAtMs: 5000 });
  expect(first.map(({ shard }) => shard).sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  expect(await leaseShards(pool, "second", { leaseMs: 60_000, judgedAtMs: 5000 })).toEqual([]);
  expect(
    (await leaseShards(pool, "first", { leaseMs: 1, judgedAtMs: 5000 })).map(({ epoch }) => epoch),
  ).toEqual(first.map(({ epoch }) => epoch));
  await pool.query("SELECT pg_sleep(0.01)");
  const second = await leaseShards(pool, "second", { leaseMs: 60_000, judgedAtMs: 5000 });
  expect(second).toHaveLength(4);
  const take = (epoch: number) => inTransaction(pool, (client) => takeSequence(client, 0, 3, epoch));
  expect(await take(epochOf(first, 0))).toBeUndefined();
  const before = await take(epochOf(second, 0));
  expect(await take(epochOf(second, 0))).toBe(before! + 3);
  await releaseShards(pool, "second");
  expect(await leaseShards(pool, "third", { leaseMs: 60_000, judgedAtMs: 5000 })).toHaveLength(4);
  await releaseShards(pool, "third");
});

test("what the rules say of an alert does not touch what people did with it", async () => {
  const [alert] = await inTransaction(pool, (client) => saveAlerts(client, [condition("a")]));
  expect(alert).toMatchObject({
    condition: "firing",
    handling: "open",
    occurrences: 1,
    firedAtMs: 2000,
    value: 7,
  });
  await inTransaction(pool, (client) =>
    saveHandling(client, alert!.alertId, {
      ...alert!,
      handling: "acknowledged",
      acknowledgedBy: "li",
      acknowledgedAtMs: 3000,
    }),
  );
  const changed = { ...condition("a"), value: null, newOccurrences: 3, isFlapping: true };
  const [again, other] = await inTransaction(pool, (client) => saveAlerts(client, [changed, condition("b")]));
  expect(again).toMatchObject({
    alertId: alert!.alertId,
    handling: "acknowledged",
    acknowledgedBy: "li",
    occurrences: 3,
    value: 7,
    isFlapping: true,
  });
  expect(other!.alertId).not.toBe(alert!.alertId);
  const ended = { ...condition("b"), condition: "resolved" as const, resolvedAtMs: 9000 };
  await inTransaction(pool, (client) => saveAlerts(client, [ended]));
  expect((await readLiveAlerts(pool, 0)).map(({ fingerprint }) => fingerprint)).toEqual([alert!.fingerprint]);
});

test("a rule at rest leaves no state behind", async () => {
  const state = { alerts: {}, failedTicks: 1 };
  await inTransaction(pool, (client) =>
    saveRuleStates(client, 1, [
      { ruleId: "x", state, judgedAtMs: 1500 },
      { ruleId: "y", state, judgedAtMs: 1500 },
    ]),
  );
  await inTransaction(pool, (client) =>
    saveRuleStates(client, 1, [{ ruleId: "y", state: undefined, judgedAtMs: 2500 }]),
  );
  expect(await readRuleStates(pool, 1)).toEqual([{ ruleId: "x", state, judgedAtMs: 1500 }]);
});

test("notifications of an alert go to a receiver one after the other, each claimed by one", async () => {
  const [one, two] = await inTransaction(pool, (client) =>
    saveAlerts(client, [condition("c"), condition("d")]),
  );
  await inTransaction(pool, async (client) => {
    const before = (await takeSequence(client, 2, 3))!;
    const rows = [one!, one!, two!].map(({ alertId }, at) => ({
      shard: 2,
      sequence: before + 1 + at,
      alertId,
      receiver: "team",
      deliveryId: `${alertId}-${at}`,
      dueMs: 0,
    }));
    await insertTransitions(
      client,
      rows.map((row) => ({
        ...row,
        atMs: 1000,
        kind: "fired",
        reason: "7 > 5",
        actor: null,
        event: { n: row.sequence },
      })),
    );
    await insertNotifications(client, rows);
  });
  const claim = () => claimNotifications(pool, "team", { limit: 10, claimMs: 60_000 });
  const claims = (await Promise.all([claim(), claim()])).flat();
  expect(claims).toHaveLength(3);
  expect(new Set(claims.map(({ deliveryId }) => deliveryId)).size).toBe(3);
  const [first, second, other] = claims.sort((a, b) => a.sequence - b.sequence);
  expect(first!.event).toEqual({ n: first!.sequence });
  await recordDelivery(pool, [first!.notificationId], {
    state: "waiting",
    error: "500",
    status: 500,
    retryMs: 60_000,
  });
  await recordDelivery(pool, [second!.notificationId], { state: "waiting", error: "later", retryMs: 0 });
  await recordDelivery(pool, [other!.notificationId], { state: "sent" });
  expect(await claim()).toEqual([]);
  await recordDelivery(pool, [first!.notificationId], { state: "sent" });
  expect((await claim()).map(({ deliveryId }) => deliveryId)).toEqual([second!.deliveryId]);
});

const epochOf = (leases: Awaited<ReturnType<typeof leaseShards>>, shard: number) =>
  leases.find((lease) => lease.shard === shard)!.epoch;

function condition(name: string): AlertCondition {
  return {
    shard: 0,
    fingerprint: Buffer.from(name.padEnd(32)).toString("hex"),
    episode: 1,
    source: "rule",
    rule: "SlowDatabaseQueries",
    file: "operations.yml",
    group: "operations",
    level: "CRITICAL",
    type: "SLOW_QUERY",
    labels: { alertname: "SlowDatabaseQueries", name },
    annotations: {},
    condition: "firing",
    value: 7,
    activeSinceMs: 1000,
    firedAtMs: 2000,
    resolvedAtMs: null,
    lastSeenMs: 2000,
    endReason: null,
    isFlapping: false,
    newOccurrences: 1,
  };
}
