import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { reachableDataDir } from "@mystocks/embedded-postgres";
import { startStack, type Stack } from "@mystocks/stack";
import { until } from "../test/until.ts";
import { startWebhookReceiver } from "../test/webhook-receiver.ts";

jest.setTimeout(600_000);

const HEARTBEAT_MS = 3000;
/** The rules' 15 s, a heartbeat's own pace, and what a machine under load adds. */
const NOTICED_MS = 30_000;
/** A recorder or a Kafka that stood still is given up and joined again first. */
const BACK_MS = 120_000;
let dir: string;
let stack: Stack;
let watchdog: Awaited<ReturnType<typeof startWebhookReceiver>>;
let team: Awaited<ReturnType<typeof startWebhookReceiver>>;

beforeAll(async () => {
  [watchdog, team] = [await startWebhookReceiver(), await startWebhookReceiver()];
  dir = await mkdtemp(join(tmpdir(), "mystocks-vital-"));
  await chmod(dir, 0o755);
  stack = await startStack({
    dir,
    ports: "free",
    parts: ["kafka", "postgres", "recorder", "alerting", "collector", "market-data"],
    environment: {
      alerting: {
        MYSTOCKS_RECEIVERS: JSON.stringify([
          { name: "watchdog", webhook: watchdog.url, heartbeat: `${HEARTBEAT_MS / 1000}s` },
          { name: "team", webhook: team.url },
        ]),
      },
    },
  });
});
afterAll(async () => {
  await stack.stop();
  watchdog.close();
  team.close();
  for (const folder of [dir, await reachableDataDir(join(dir, "postgres"))])
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

test.each(["collector", "kafka", "recorder"])(
  "a %s that stands still ends the heartbeat and is told; both come back by themselves",
  async (name) => {
    await beats();
    const toldBefore = team.alerts().length;
    await stack.part(name).pause();
    const pausedMs = Date.now();
    try {
      await until(() => firingSince(toldBefore).includes("TelemetrySilent"));
      const toldMs = Date.now() - pausedMs;
      await until(() => Date.now() - lastBeatMs() > 4 * HEARTBEAT_MS);
      const stayedAwayMs = Math.max(0, lastBeatMs() - pausedMs);
      console.log(`${name}: told after ${toldMs} ms, last heartbeat ${stayedAwayMs} ms after the pause`);
      expect(toldMs).toBeLessThan(NOTICED_MS);
      expect(stayedAwayMs).toBeLessThan(NOTICED_MS);
    } finally {
      await stack.part(name).resume();
    }
    const resumedMs = Date.now();
    await beats();
    console.log(`${name}: beats again ${Date.now() - resumedMs} ms after it went on`);
    expect(Date.now() - resumedMs).toBeLessThan(BACK_MS);
    // Nobody says of services that they are down while it is the way to them that was.
    expect(firingSince(toldBefore)).not.toContain("BackendDown");
  },
);

test("alerting that stands still says nothing, which is what the watch outside waits for", async () => {
  await beats();
  await stack.part("alerting").pause();
  const pausedMs = Date.now();
  await until(() => Date.now() - pausedMs > NOTICED_MS);
  expect(lastBeatMs() - pausedMs).toBeLessThan(HEARTBEAT_MS);
  await stack.part("alerting").resume();
  await beats();
});

/** One that was sent from now on. */
async function beats(): Promise<void> {
  const fromMs = Date.now();
  await until(() => lastBeatMs() > fromMs);
}

const lastBeatMs = () => watchdog.received.at(-1)?.atMs ?? 0;

const firingSince = (index: number) =>
  team
    .alerts()
    .slice(index)
    .filter(({ status }) => status === "firing")
    .map(({ labels }) => labels["alertname"]);
