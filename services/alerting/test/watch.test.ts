import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { inTransaction, storeTemplate } from "@mystocks/store";
import { expireSilence, saveSilence } from "@mystocks/store/alerting";
import { changeAlert } from "../inbox/change-alert.ts";
import { acknowledgement } from "../inbox/commands.ts";
import { prometheusAlert } from "../inbox/outside-alert.ts";
import { recordOutside } from "../inbox/record-outside.ts";
import { startPair } from "./running-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

let database: TestDatabase;
let team: Awaited<ReturnType<typeof startWebhookReceiver>>;
let lead: Awaited<ReturnType<typeof startWebhookReceiver>>;
let pair: Awaited<ReturnType<typeof startPair>>;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  [team, lead] = [await startWebhookReceiver(), await startWebhookReceiver()];
  pair = await startPair(database.url, {
    receivers: [
      { name: "team", webhook: team.url, escalateAfter: "2s", escalateTo: "lead" },
      { name: "lead", webhook: lead.url, labels: { nobody: "yes" } },
    ],
    defaultRules: false,
  });
});
afterEach(async () => {
  await pair.life.stop();
  team.close();
  lead.close();
  await database.drop();
});

test("what nobody acknowledges goes to the next receiver, which hears its end too", async () => {
  const alertId = await raise();
  await until(() => lead.alerts().length > 0);
  expect(lead.alerts()[0]).toMatchObject({ alertId, transition: { kind: "escalated" } });
  expect(kindsOf(team)).toEqual(["fired"]);
  await end();
  await until(() => lead.alerts().length > 1 && team.alerts().length > 1);
  expect(kindsOf(lead)).toEqual(["escalated", "resolved"]);
});

test("what is acknowledged goes to nobody else; an acknowledgement that runs out tells the team again", async () => {
  const alertId = await raise();
  await changeAlert(
    pair.pool,
    alertId,
    acknowledgement("li", { comment: "", forMs: 4000 }, Date.now()),
    Date.now(),
  );
  await until(() => kindsOf(team).includes("acknowledgement_ended"));
  expect(lead.alerts()).toEqual([]);
  await until(() => lead.alerts().length > 0);
});

test("an alert under a silence is told when the silence ends before it", async () => {
  const silenceId = await silence(null);
  await raise([silenceId]);
  expect(await mutedBy()).toEqual([silenceId]);
  await expireSilence(pair.pool, silenceId);
  await until(() => team.alerts().length > 0);
  expect(kindsOf(team)).toEqual(["unmuted"]);
});

test("a silence that is to end with its alert does", async () => {
  const alertId = await raise();
  const silenceId = await silence(alertId);
  await until(async () => (await mutedBy()).includes(silenceId));
  await end();
  await until(async () => {
    const { rows } = await pair.pool.query("SELECT FROM alerting.silence WHERE expired_at IS NOT NULL");
    return rows.length === 1;
  });
  // Told that it fires before the silence, so told that it is over in spite of it.
  await until(() => kindsOf(team).includes("resolved"));
});

const kindsOf = (receiver: typeof team) => receiver.alerts().map(({ transition: { kind } }) => kind);

const outside = (status: "firing" | "resolved") =>
  prometheusAlert(
    {
      status,
      labels: { alertname: "BackendDown", severity: "critical" },
      annotations: {},
      startsAt: "2026-11-24T02:00:00Z",
      endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : new Date().toISOString(),
    },
    Date.now(),
  );

async function raise(mutedIds: string[] = []): Promise<string> {
  const [event] = await recordOutside(
    { pool: pair.pool, receiversOf: () => ["team"], mutedBy: () => mutedIds },
    [outside("firing")],
  );
  return event!.alert.alertId;
}

async function end(): Promise<void> {
  await recordOutside({ pool: pair.pool, receiversOf: () => ["team"], mutedBy: () => [] }, [
    outside("resolved"),
  ]);
}

async function silence(endsWithAlert: string | null): Promise<string> {
  const silenceId = randomUUID();
  await inTransaction(pair.pool, (client) =>
    saveSilence(client, {
      silenceId,
      matchers: [{ name: "alertname", value: "BackendDown", isRegex: false, isEqual: true }],
      startsMs: Date.now() - 1000,
      endsMs: Date.now() + 3_600_000,
      recurrence: null,
      endsWithAlert,
      createdBy: "li",
      comment: "",
      origin: "monitor",
      mirrors: {},
    }),
  );
  return silenceId;
}

async function mutedBy(): Promise<string[]> {
  const { rows } = await pair.pool.query<{ ids: string[] }>(
    "SELECT muted_by::text[] AS ids FROM alerting.alert",
  );
  return rows[0]?.ids ?? [];
}
