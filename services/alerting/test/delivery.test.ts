import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { monitorConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { GaugeAlerting } from "./gauge-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const RULES = `
groups:
  - name: delivery
    rules:
      - alert: High
        expr: pushed > 0.5
        labels: { severity: critical }
`;

let database: TestDatabase;
let pool: ReturnType<typeof openStorePool>;
let folder: string;
let team: Awaited<ReturnType<typeof startReceiver>>;
let standIn: Awaited<ReturnType<typeof startWebhookReceiver>>;
let alerting: GaugeAlerting | undefined;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 2, applicationName: "delivery-test" }, () => {});
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "rules.yml"), RULES);
  [team, standIn] = [await startReceiver(), await startWebhookReceiver()];
});
afterEach(async () => {
  await alerting?.stop();
  alerting = undefined;
  team.close();
  standIn.close();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

test.each([413, 400])(
  "a message answered %d is shortened once, then it is a dead letter and the stand-in is told",
  async (code) => {
    team.answer.status = code;
    const beganMs = Date.now();
    await start({ a: 1, b: 1 });
    await until(() => standIn.alerts().length === 2);
    expect(Date.now() - beganMs).toBeLessThan(60_000);
    const [whole, short] = team.received;
    expect(team.received).toHaveLength(2);
    expect(bodyOf(whole!).alerts).toHaveLength(2);
    expect(bodyOf(short!)).toMatchObject({ truncatedAlerts: 1, counts: { firing: 2 }, alerts: [{}] });
    expect(await ledger()).toEqual([
      { receiver: "stand-in", state: "sent", status: null, alerts: 2 },
      { receiver: "team", state: "dead", status: code, alerts: 2 },
    ]);
  },
  30_000,
);

test("a receiver that is away is tried on, its stand-in told before a minute has passed, and each hears the end", async () => {
  team.answer.status = 503;
  const running = await start({ a: 1 });
  await until(() => team.received.length >= 2);
  expect(standIn.received).toEqual([]);
  await running.advance(45_000);
  await until(() => standIn.alerts().length === 1);
  expect(await ledger()).toMatchObject([
    { receiver: "stand-in", state: "sent" },
    { receiver: "team", state: "waiting", status: 503 },
  ]);
  team.answer.status = 200;
  await running.set("a", 0);
  await until(() => standIn.alerts().length === 2);
  await until(() => team.received.some(({ status, body }) => status === 200 && body.includes('"resolved"')));
  expect(standIn.alerts().map(({ status }) => status)).toEqual(["firing", "resolved"]);
}, 30_000);

test("a message that its receiver is slow to take holds up its own alert's next one, and no other alert's", async () => {
  const letGo = team.holdNext();
  const running = await start({ a: 1, b: 0 });
  await until(() => team.received.length === 1);
  await running.set("a", 0);
  await running.set("b", 1);
  await until(() => team.received.length === 2);
  letGo();
  await until(() => team.received.length === 3);
  expect(team.received.map(statesOf)).toEqual([["a firing"], ["b firing"], ["a resolved"]]);
}, 30_000);

test("each message is signed with the new secret and the old one, and again with only the new one after a reload", async () => {
  const running = await start({ a: 1 }, "new-secret old-secret");
  await until(() => team.received.length === 1);
  expect(signers(team.received[0]!)).toEqual(["new-secret", "old-secret"]);
  await running.alerting.reload(monitorConfig.parse(configOf("new-secret")));
  await running.set("a", 0);
  await until(() => team.received.length === 2);
  expect(signers(team.received[1]!)).toEqual(["new-secret"]);
}, 30_000);

test("of two receivers with a private address the one that may have it is told", async () => {
  const receivers = [
    { name: "team", webhook: team.url, allowPrivate: true },
    { name: "other", webhook: standIn.url },
  ];
  const config = { host: "0.0.0.0", rules: [join(folder, "*.yml")], receivers };
  alerting = await GaugeAlerting.start(database.url, config, { gauges: { a: 1 } });
  await until(() => team.received.length === 1);
  await until(async () => (await ledger()).some(({ state }) => state !== "sent"));
  expect(standIn.received).toEqual([]);
}, 30_000);

interface Got {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Keeps what it got as it came, and answers as it is told. */
async function startReceiver() {
  const received: Got[] = [];
  const answer = { status: 200 };
  let held: Promise<void> | undefined;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      received.push({ status: answer.status, headers: request.headers, body });
      const waitedFor = held ?? Promise.resolve();
      held = undefined;
      void waitedFor.then(() => response.writeHead(answer.status).end());
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    received,
    answer,
    /** The next message has no answer until the function that this returns is called. */
    holdNext() {
      let letGo!: () => void;
      held = new Promise((done) => (letGo = done));
      return letGo;
    },
    close: () => server.close().closeAllConnections(),
  };
}

function bodyOf({ body }: Got) {
  return JSON.parse(body) as { alerts: unknown[]; truncatedAlerts: number; counts: { firing: number } };
}

const statesOf = ({ body }: Got) =>
  (JSON.parse(body) as { alerts: { status: string; labels: { id: string } }[] }).alerts.map(
    ({ status, labels }) => `${labels.id} ${status}`,
  );

/** Which of the secrets have signed the time and the body. */
function signers({ headers, body }: Got): string[] {
  const text = `${String(headers["x-mystocks-timestamp"])}.${body}`;
  const given = String(headers["x-mystocks-signature"]).split(",");
  return ["new-secret", "old-secret"].filter((secret) =>
    given.includes(`sha256=${createHmac("sha256", secret).update(text).digest("hex")}`),
  );
}

const configOf = (secret?: string) => ({
  receivers: [
    { name: "team", webhook: team.url, fallback: "stand-in", ...(secret !== undefined && { secret }) },
    { name: "stand-in", webhook: standIn.url, labels: { nobody: "yes" } },
  ],
  rules: [join(folder, "*.yml")],
});

async function start(gauges: Record<string, number>, secret?: string): Promise<GaugeAlerting> {
  alerting = await GaugeAlerting.start(database.url, configOf(secret), { gauges });
  return alerting;
}

async function ledger() {
  const { rows } = await pool.query<{
    receiver: string;
    state: string;
    status: number | null;
    alerts: number;
  }>(
    `SELECT receiver, state, last_status AS status, count(*)::int AS alerts
     FROM alerting.notification GROUP BY 1, 2, 3 ORDER BY 1`,
  );
  return rows;
}
