import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import type { QualityReport } from "@mystocks/quality";
import { Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { insertQualityReport } from "@mystocks/store/quality";
import { startAlertingOn } from "./running-alerting.ts";
import { until } from "./until.ts";

const TIMEOUT_MS = 60_000;
const REPORT: QualityReport = {
  from: "2026-11-23",
  to: "2026-11-29",
  madeAt: "2026-11-29T09:00:00.000Z",
  score: 91.25,
  datasets: [
    {
      dataset: "daily_kline",
      database: "market",
      classification: "DAILY_KLINE",
      owner: "market data",
      score: 80,
      verdict: "fail",
      checks: [
        { check: "ohlc", kind: "ohlc", verdict: "fail", worst: "fail", passed: 4, judged: 5, why: null },
      ],
      trend: [],
      worstRows: [],
    },
  ],
};

let database: TestDatabase;
let pool: ReturnType<typeof openStorePool>;
let team: Awaited<ReturnType<typeof startReceiver>>;
let other: Awaited<ReturnType<typeof startReceiver>>;
let life: Lifecycle;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 2, applicationName: "reports-test" }, () => {});
  [team, other] = [await startReceiver(), await startReceiver()];
  life = new Lifecycle();
});
afterEach(async () => {
  await life.stop();
  for (const receiver of [team, other]) receiver.close();
  await pool.end();
  await database.drop();
});

test(
  "of two replicas one tells who asks for reports, once, and nobody else",
  async () => {
    await startReplicas(2, [
      { name: "team", webhook: team.url, reports: true, language: "zh-CN" },
      { name: "other", webhook: other.url },
    ]);
    await insertQualityReport(pool, { name: "daily", report: REPORT });
    await until(async () => (await ledger()).some(({ state }) => state === "sent"));
    // Another one, so that both replicas have looked again.
    await insertQualityReport(pool, { name: "daily", report: { ...REPORT, score: 100 } });
    await until(async () => (await ledger()).filter(({ state }) => state === "sent").length === 2);
    expect(team.received.map(({ body }) => body)).toMatchObject([
      {
        type: "quality_report",
        receiver: "team",
        title: "数据质量报告 2026-11-23 – 2026-11-29: 评分 91.3",
        score: 91.25,
        url: expect.stringMatching(/^http:\/\/monitor\.test\/api\/v1\/quality\/reports\/\d+\/report\.html/),
        datasets: [{ dataset: "daily_kline", owner: "market data", checks: ["ohlc"] }],
      },
      { score: 100 },
    ]);
    expect(other.received).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "a receiver that is away is told when it is back, with the same delivery id",
  async () => {
    team.answer.status = 503;
    await startReplicas(1, [{ name: "team", webhook: team.url, reports: true }]);
    await insertQualityReport(pool, { name: "daily", report: REPORT });
    await until(() => team.received.length > 0);
    expect(await ledger()).toMatchObject([{ receiver: "team", state: "waiting", status: 503 }]);
    team.answer.status = 200;
    await until(async () => (await ledger())[0]!.state === "sent");
    expect(new Set(team.received.map(({ deliveryId }) => deliveryId)).size).toBe(1);
  },
  TIMEOUT_MS,
);

test(
  "one that refuses it is not tried again, and its stand-in is told",
  async () => {
    team.answer.status = 401;
    await startReplicas(1, [
      { name: "team", webhook: team.url, reports: true, fallback: "other" },
      { name: "other", webhook: other.url },
    ]);
    await insertQualityReport(pool, { name: "daily", report: REPORT });
    await until(() => other.received.length === 1);
    await until(async () => (await ledger()).every(({ state }) => state !== "waiting"));
    expect(await ledger()).toEqual([
      { receiver: "other", state: "sent", status: null },
      { receiver: "team", state: "dead", status: 401 },
    ]);
    expect(team.received).toHaveLength(1);
  },
  TIMEOUT_MS,
);

async function startReplicas(count: number, receivers: object[]): Promise<void> {
  const config = monitorConfig.parse({ defaultRules: false, receivers });
  for (let replica = 0; replica < count; replica++)
    await startAlertingOn({ url: database.url, bus: createMemoryBus(), config }, life);
}

async function ledger() {
  const { rows } = await pool.query<{ receiver: string; state: string; status: number | null }>(
    "SELECT receiver, state, last_status AS status FROM alerting.report_delivery ORDER BY receiver, report_id",
  );
  return rows;
}

/** Keeps what it got and answers as it is told. */
async function startReceiver() {
  const received: { deliveryId: string | undefined; body: Record<string, unknown> }[] = [];
  const answer = { status: 200 };
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const deliveryId = request.headers["x-mystocks-delivery"];
      received.push({
        deliveryId: deliveryId as string | undefined,
        body: JSON.parse(text) as Record<string, unknown>,
      });
      response.writeHead(answer.status).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, received, answer, close: () => server.close().closeAllConnections() };
}
