import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { Authenticator } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { afterAll, afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import { io, type Socket } from "socket.io-client";
import { eventually } from "@mystocks/runtime/testing";
import { freePort } from "../testing/free-port.ts";
import { startTestRole, type RunningRole } from "../testing/running-role.ts";

jest.setTimeout(90_000);

let store: TestDatabase;
let token: string;
beforeAll(async () => {
  store = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: store.url, max: 1, applicationName: "proxy test" });
  token = await new Authenticator({ pool }).createToken({ name: "screen", role: "viewer" });
  await pool.end();
});
afterAll(() => store.drop());

const started: RunningRole[] = [];
afterEach(async () => {
  for (const role of started.splice(0).toReversed()) await role.stop();
});

async function startRealtime(port: number): Promise<RunningRole> {
  const role = await startTestRole("realtime", {
    databaseUrl: store.url,
    healthPort: await freePort(),
    port,
  });
  started.push(role);
  await role.up;
  return role;
}

async function startApi(realtimePort: number): Promise<{ role: RunningRole; url: string }> {
  const settings = { databaseUrl: store.url, realtimeUrl: `http://127.0.0.1:${realtimePort}` };
  const role = await startTestRole("api", { ...settings, healthPort: await freePort() });
  started.push(role);
  return { role, url: `http://127.0.0.1:${(await role.up).http}` };
}

const connect = (url: string, transport: string, headers: Record<string, string> = {}) =>
  io(url, {
    transports: [transport],
    forceNew: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 100,
    extraHeaders: { authorization: `Bearer ${token}`, ...headers },
  });

const subscribed = (client: Socket): Promise<unknown> =>
  client.timeout(20_000).emitWithAck("subscribe", { room: "overview" });

test.each(["websocket", "polling"])("live push comes through the api's own port by %s", async (transport) => {
  const port = await freePort();
  await startRealtime(port);
  const { url } = await startApi(port);
  const client = connect(url, transport, { origin: url });
  const snapshot = new Promise((resolve) => client.once("snapshot", resolve));
  expect(await subscribed(client)).toEqual({ ok: true, room: "overview" });
  expect(await snapshot).toMatchObject({ room: "overview" });
  client.disconnect();
});

test("a page of another host is refused through the api as it is without it", async () => {
  const port = await freePort();
  await startRealtime(port);
  const { url } = await startApi(port);
  const client = connect(url, "websocket", { origin: "http://elsewhere.example" });
  const refused = await new Promise<Error>((resolve) => client.once("connect_error", resolve));
  expect(refused.message).toContain("websocket error");
  client.disconnect();
});

test("with the realtime role away the api says so, and clients come back by themselves", async () => {
  const port = await freePort();
  const first = await startRealtime(port);
  const { url } = await startApi(port);
  const client = connect(url, "websocket");
  await subscribed(client);
  await first.stop();
  const poll = () => fetch(`${url}/socket.io/?EIO=4&transport=polling`).then(({ status }) => status);
  expect(await eventually(poll, (status) => status !== 200)).toBe(503);
  expect((await fetch(`${url}/health`)).status).toBe(200);

  await startRealtime(port);
  await eventually(
    () => client.connected,
    (isConnected) => isConnected,
  );
  expect(await subscribed(client)).toEqual({ ok: true, room: "overview" });
  client.disconnect();
});

test("the api stops although live connections are open through it", async () => {
  const port = await freePort();
  await startRealtime(port);
  const { role, url } = await startApi(port);
  const client = connect(url, "websocket");
  await subscribed(client);
  const lost = new Promise((resolve) => client.once("disconnect", resolve));
  await role.stop();
  await lost;
  client.disconnect();
});
