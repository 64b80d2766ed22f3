import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { openCuttableConnection } from "@mystocks/schedule/testing";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { Commits } from "../testing/commits.ts";
import { GaugeAlerting } from "../test/gauge-alerting.ts";
import { until } from "../test/until.ts";
import { startWebhookReceiver } from "../test/webhook-receiver.ts";

/** Time to cut what the answer to a commit takes. */
const DELAY_MS = 150;

test("a commit whose answer was lost is not written again: one transition, told once", async () => {
  const database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, max: 2, applicationName: "saver-test" }, () => {});
  const receiver = await startWebhookReceiver();
  const commits = new Commits(database.url);
  await commits.prepare();
  const folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(
    join(folder, "a.yml"),
    "groups: [{ name: a, rules: [{ alert: High, expr: pushed > 0.5, labels: { severity: critical } }] }]",
  );
  const far = await openCuttableConnection(database.url, { delayMs: DELAY_MS });
  const alerting = await GaugeAlerting.start(far.url, {
    receivers: [{ name: "team", webhook: receiver.url }],
    rules: [join(folder, "*.yml")],
  });
  try {
    const committed = commits.next();
    await alerting.set("a", 1);
    await committed;
    far.cut();
    far.mend();
    await until(() => receiver.alerts().length > 0);
    const saved = commits.next();
    await alerting.set("a", 0);
    await saved;
    await until(() => receiver.alerts().some(({ status }) => status === "resolved"));
    const { rows } = await pool.query<{ kind: string }>(
      "SELECT kind FROM alerting.transition ORDER BY sequence",
    );
    expect(rows.map(({ kind }) => kind)).toEqual(["fired", "resolved"]);
    expect(new Set(receiver.alerts().map(({ deliveryId }) => deliveryId)).size).toBe(2);
  } finally {
    await alerting.stop();
    await far.close();
    await commits.close();
    receiver.close();
    await pool.end();
    await database.drop();
    await rm(folder, { recursive: true });
  }
}, 60_000);
