import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { migrate, openStorePool, schemaVersion, storeTemplate } from "@mystocks/store";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { eventually } from "@mystocks/runtime/testing";
import { openForwarder } from "../testing/forwarder.ts";
import { freePort } from "../testing/free-port.ts";
import { startTestRole } from "../testing/running-role.ts";

jest.setTimeout(90_000);

let store: TestDatabase;
let empty: TestDatabase;
beforeAll(async () => {
  store = await openTestDatabase(storeTemplate);
  empty = await openTestDatabase();
});
afterAll(async () => {
  await store.drop();
  await empty.drop();
});

async function probe(url: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(url).catch(() => undefined);
  return { status: answer?.status ?? 0, text: (await answer?.text()) ?? "" };
}

test("a role that comes before its store is alive, says what it waits for, and is up when the store is", async () => {
  const url = new URL(store.url);
  const way = await openForwarder({ host: url.hostname, port: Number(url.port) });
  await way.close();
  url.port = `${way.port}`;
  await using role = await startTestRole("recorder", { databaseUrl: url.href, healthPort: await freePort() });
  const ready = () => probe(`${role.healthUrl}/health/ready`);
  const { text } = await eventually(ready, ({ status }) => status === 503);
  expect(JSON.parse(text)).toEqual({
    status: "not ready",
    problems: { role: "still starts", store: "the store does not answer" },
  });
  expect((await probe(`${role.healthUrl}/health/live`)).status).toBe(200);

  await way.open();
  await role.up;
  expect(await ready()).toEqual({ status: 200, text: expect.stringContaining("ready") });
  const { text: metrics } = await probe(`${role.healthUrl}/metrics`);
  expect(metrics).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
  expect(metrics).toMatch(/^mystocks_recorder_commits_total 0$/m);

  await way.close();
  await eventually(ready, ({ text: problems }) => problems.includes("the store does not answer"));
  expect((await probe(`${role.healthUrl}/health/live`)).status).toBe(200);
  await way.open();
  await eventually(ready, ({ status }) => status === 200);
  await role.stop();
  await way.close();
});

test("with migrate: wait a role leaves the schema to others, and goes on when it is there", async () => {
  const pool = openStorePool({ url: empty.url, max: 2, applicationName: "roles test" });
  const settings = { databaseUrl: empty.url, migrate: "wait", healthPort: await freePort() };
  await using role = await startTestRole("recorder", settings);
  const ready = () => probe(`${role.healthUrl}/health/ready`);
  await eventually(ready, ({ text }) => text.includes("the store's schema is 0"));
  expect(await schemaVersion(pool)).toBe(0);

  await migrate(pool);
  await role.up;
  expect((await ready()).status).toBe(200);
  await role.stop();
  await pool.end();
});

test("a role that stops says so to its probe before anything else ends", async () => {
  await using role = await startTestRole("recorder", {
    databaseUrl: store.url,
    healthPort: await freePort(),
  });
  await role.up;
  const release = Promise.withResolvers<void>();
  role.life.onStop("something slow", () => release.promise);
  const stopped = role.life.stop();
  const { status, text } = await probe(`${role.healthUrl}/health/ready`);
  expect([status, JSON.parse(text)]).toEqual([
    503,
    { status: "not ready", problems: { running: "stopping" } },
  ]);
  release.resolve();
  await stopped;
  expect((await probe(`${role.healthUrl}/health/live`)).status).toBe(0);
});

test("without an address of a store a role ends with what to set", async () => {
  const healthPort = await freePort();
  await using role = await startTestRole("api", {
    databaseUrl: undefined as unknown as string,
    healthPort,
  });
  await expect(role.up).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    remedy: expect.stringContaining("MYSTOCKS_DATABASE_URL"),
  });
});
