import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { reachableDataDir } from "@mystocks/embedded-postgres";
import { startStack, type Stack } from "@mystocks/stack";
import { until } from "../test/until.ts";
import { startWebhookReceiver } from "../test/webhook-receiver.ts";

jest.setTimeout(900_000);

/** BackendDown knows a service that was there at five full minutes, and gives a restart one. */
const KNOWN_MS = 315_000;
const DOWN_MS = 120_000;

let dir: string;
let stack: Stack;
let team: Awaited<ReturnType<typeof startWebhookReceiver>>;

beforeAll(async () => {
  team = await startWebhookReceiver();
  dir = await mkdtemp(join(tmpdir(), "mystocks-down-"));
  await chmod(dir, 0o755);
  stack = await startStack({
    dir,
    ports: "free",
    parts: ["kafka", "postgres", "recorder", "alerting", "collector", "market-data"],
    environment: {
      alerting: { MYSTOCKS_RECEIVERS: JSON.stringify([{ name: "team", webhook: team.url }]) },
    },
  });
});
afterAll(async () => {
  await stack.stop();
  team.close();
  for (const folder of [dir, await reachableDataDir(join(dir, "postgres"))])
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const told = (status: string) =>
  team.alerts().some((alert) => alert.labels["alertname"] === "BackendDown" && alert.status === status);

test("a service that was killed is down within two minutes, and up when it is back", async () => {
  const startedMs = Date.now();
  await until(() => Date.now() - startedMs > KNOWN_MS);
  const killedMs = Date.now();
  await stack.part("market-data").kill();
  await until(() => told("firing"));
  console.log(`BackendDown ${Date.now() - killedMs} ms after the kill`);
  expect(Date.now() - killedMs).toBeLessThan(DOWN_MS);
  await stack.part("market-data").start();
  await until(() => told("resolved"));
});
