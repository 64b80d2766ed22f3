import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { storeTemplate } from "@mystocks/store";
import { GaugeAlerting } from "./gauge-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const BREACHES = 20;
const RULES = `
groups:
  - name: group
    rules:
      - alert: High
        expr: pushed > 0.5
        labels: { severity: critical }
`;

test("a breach that is over before its turn to be judged is told, and told as over", async () => {
  const database = await openTestDatabase(storeTemplate);
  const receiver = await startWebhookReceiver();
  const folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "rules.yml"), RULES);
  const ids = Array.from({ length: BREACHES }, (_, at) => `${at}`);
  const config = { receivers: [{ name: "team", webhook: receiver.url }], rules: [join(folder, "*.yml")] };
  const gauges = Object.fromEntries(ids.map((id) => [id, 0]));
  const alerting = await GaugeAlerting.start(database.url, config, { gauges });
  for (const id of ids) {
    await Promise.all([alerting.set(id, 1), alerting.set(id, 0)]);
  }
  const over = () => receiver.alerts().filter(({ status }) => status === "resolved");
  await until(() => over().length === BREACHES);
  expect(
    over()
      .map(({ labels }) => Number(labels["id"]))
      .sort((a, b) => a - b),
  ).toEqual(ids.map(Number));
  await alerting.stop();
  receiver.close();
  await database.drop();
  await rm(folder, { recursive: true });
}, 30_000);
