import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { encodePulse, PULSE_TOPIC } from "@mystocks/events";
import { Authenticator, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import express from "express";
import { startAlertingOn } from "../test/running-alerting.ts";
import { freePort } from "../testing/free-port.ts";
import { AlertmanagerSystem, type AlertmanagerOptions } from "../testing/harness/alertmanager-system.ts";
import { buildAlertmanager } from "./build-alertmanager.ts";

const DEBIAN = "/usr/bin/prometheus-alertmanager";
const RULES = `
groups:
  - name: round
    rules:
      - alert: Round
        expr: pushed > 0.5
        labels: { severity: critical }
`;

/** The oldest and the newest that we speak with, those of them that are here. */
export async function alertmanagers(): Promise<{ version: string; program: string }[]> {
  const newest = await buildAlertmanager();
  return [
    ...(existsSync(DEBIAN) ? [{ version: "0.25", program: DEBIAN }] : []),
    ...(newest === undefined ? [] : [{ version: "0.34", program: newest }]),
  ];
}

interface StageOptions extends Partial<Pick<AlertmanagerOptions, "mostAlerts" | "isBasic" | "groupBy">> {
  program: string;
  /** A second Alertmanager, in a cluster with the first. */
  isPaired?: boolean;
  /** Of alerting. */
  now?: () => number;
  /** Address by which alerting speaks with the Alertmanager at this one. */
  between?: (url: string) => Promise<string>;
}

/** Alerting with a rule, its webhook, and an Alertmanager that both hears of it and tells it. */
export async function startStage({ program, now, between, isPaired = false, ...options }: StageOptions) {
  const database = await openTestDatabase(storeTemplate);
  const folder = await mkdtemp(join(tmpdir(), "alertmanager-stage-"));
  await writeFile(join(folder, "round.yml"), RULES);
  const life = new Lifecycle();
  const pool = openStorePool({ url: database.url, max: 3, applicationName: "stage" }, () => {});
  life.onStop("pool", () => pool.end());
  const app = express();
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  life.onStop("webhook", () => server.close().closeAllConnections());
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/alertmanager`;
  const token = await new Authenticator({ pool }).createToken({ name: "alertmanager", role: "operator" });
  const common = {
    receiverUrl: webhookUrl,
    groupBy: "alertname",
    groupIntervalSeconds: 1,
    mostAlerts: 0,
    token,
    program,
    ...options,
  };
  const alertmanagers: AlertmanagerSystem[] = [];
  for (const cluster of isPaired ? await gossipOfTwo() : [{}]) {
    const dir = join(folder, `alertmanager-${alertmanagers.length}`);
    const one = new AlertmanagerSystem({ ...common, ...cluster, dir, port: await freePort() });
    await one.start();
    life.onStop("Alertmanager", () => one.stop());
    alertmanagers.push(one);
  }
  const alertmanager = alertmanagers[0]!;
  const config = monitorConfig.parse({
    alertmanagerUrls: await Promise.all(alertmanagers.map(async ({ url }) => (await between?.(url)) ?? url)),
    rules: [join(folder, "*.yml")],
    defaultRules: false,
  });
  const alerting = { life: new Lifecycle(), bus: createMemoryBus(), sequence: 0 };
  const route = { router: undefined as express.Router | undefined };
  app.use((request, response, next) => (route.router ?? next)(request, response, next));

  const stage = {
    pool,
    alertmanager,
    alertmanagers,
    /** Monitor alone. */
    async start(): Promise<void> {
      alerting.life = new Lifecycle();
      alerting.bus = createMemoryBus();
      alerting.life.onStop("bus", () => alerting.bus.close());
      alerting.sequence = 0;
      const parts = { url: database.url, bus: alerting.bus, config, ...(now !== undefined && { now }) };
      route.router = (await startAlertingOn(parts, alerting.life)).router;
    },
    stop: () => alerting.life.stop(),
    /** The gauge that our own rule reads. */
    async push(value: number): Promise<void> {
      const timeMs = Date.now();
      const sample = { name: "pushed", type: "gauge" as const, labels: { id: "a" }, timeMs, value };
      const observedSecond = Math.floor(timeMs / 1000);
      const event = { source: "stage", partition: 0, sequence: ++alerting.sequence, observedSecond };
      await alerting.bus.publish(PULSE_TOPIC, [
        encodePulse({ ...event, pulses: [], samples: [sample], logs: [] }),
      ]);
    },
    /** As Prometheus tells Alertmanager. */
    async post(alerts: readonly { labels: Record<string, string>; startsAt?: string; endsAt?: string }[]) {
      const headers = { "content-type": "application/json" };
      const request = { method: "POST", headers, body: JSON.stringify(alerts) };
      for (const { url } of alertmanagers) {
        const answer = await fetch(`${url}/api/v2/alerts`, request);
        if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
      }
    },
    /** As Alertmanager tells us. */
    async tell(message: Record<string, unknown>): Promise<number> {
      const answer = await fetch(webhookUrl, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ version: "4", status: "firing", alerts: [], ...message }),
      });
      await answer.arrayBuffer();
      return answer.status;
    },
    async rows<Row extends object>(sql: string): Promise<Row[]> {
      return (await pool.query<Row>(sql)).rows;
    },
    async close(): Promise<void> {
      await alerting.life.stop();
      await life.stop();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
  await stage.start();
  return stage;
}

async function gossipOfTwo() {
  const [first, second] = [await freePort(), await freePort()];
  return [{ gossip: { port: first } }, { gossip: { port: second, peer: first } }];
}

export type Stage = Awaited<ReturnType<typeof startStage>>;
