import { expect, test } from "@jest/globals";
import type { MetricFamily } from "@mystocks/runtime";
import { withPlatform } from "./running-realtime.ts";

const reconnection = false;

test("without a session nobody is let in, and is told why", () =>
  withPlatform(async (platform) => {
    const replica = await platform.replica();
    for (const extraHeaders of [{}, { authorization: "Bearer mym_no" }, { cookie: "mystocks_session=no" }]) {
      const client = platform.client(replica, { extraHeaders, reconnection });
      await client.until(() => client.refusal !== undefined);
      expect(client.refusal).toMatchObject({ error_code: "UNAUTHENTICATED" });
      expect(client.socket.connected).toBe(false);
    }
  }));

test("the session's cookie lets in, over polling too", () =>
  withPlatform(async (platform) => {
    const { cookie } = (await platform.auth.exchange(platform.token))!;
    const client = platform.client(await platform.replica(), {
      transports: ["polling"],
      extraHeaders: { cookie: cookie.split(";")[0] },
    });
    expect(await client.subscribe("overview")).toEqual({ ok: true, room: "overview" });
    await client.until(() => client.all("snapshot").length === 1);
  }));

test.each(["https://elsewhere.example", "null", "http://127.0.0.1:1"])("a page of %s is refused", (origin) =>
  withPlatform(async (platform) => {
    const client = platform.client(await platform.replica(), {
      extraHeaders: { authorization: `Bearer ${platform.token}`, origin },
      reconnection,
    });
    await client.until(() => client.refusal !== undefined);
    expect(client.socket.connected).toBe(false);
  }),
);

test("a page of our own host is let in", () =>
  withPlatform(async (platform) => {
    const replica = await platform.replica();
    const client = platform.client(replica, {
      extraHeaders: { authorization: `Bearer ${platform.token}`, origin: replica.url },
    });
    await client.until(() => client.socket.connected);
  }));

test("a revoked session gets no further room, is told and disconnected, and is not let in again", () =>
  withPlatform(async (platform) => {
    const client = platform.client(await platform.replica());
    await client.subscribe("overview");
    await platform.auth.revoke("screen");
    expect(await client.subscribe("operations")).toMatchObject({ ok: false, error_code: "UNAUTHENTICATED" });
    await client.until(() => client.disconnects === 1);
    expect(client.all("error")).toMatchObject([{ error_code: "UNAUTHENTICATED" }]);
    client.socket.connect();
    await client.until(() => client.refusal !== undefined);
  }));

test(
  "a session that ends is cut within seconds also when the client asks nothing",
  () =>
    withPlatform(async (platform) => {
      const client = platform.client(await platform.replica());
      await client.subscribe("overview");
      await platform.auth.revoke("screen");
      await client.until(() => client.disconnects === 1);
      expect(client.all("error")).toMatchObject([{ error_code: "UNAUTHENTICATED" }]);
    }),
  15_000,
);

test.each([
  ["subscribe", { room: "positions" }, "ROOM_UNKNOWN"],
  ["subscribe", { room: "operation_x" }, "ROOM_UNKNOWN"],
  ["subscribe", { room: "operation_0" }, "ROOM_UNKNOWN"],
  ["unsubscribe", { room: "nowhere" }, "ROOM_UNKNOWN"],
  ["subscribe", "overview", "PAYLOAD_INVALID"],
  ["subscribe", null, "PAYLOAD_INVALID"],
  ["subscribe", { room: "alerts", from: { epoch: 1, sequence: -1 } }, "PAYLOAD_INVALID"],
  ["unsubscribe", { room: { overview: true } }, "PAYLOAD_INVALID"],
  ["subscribe_market_stream", { symbol: "600519" }, "MARKET_STREAM_UNAVAILABLE"],
  ["unsubscribe_market_stream", { symbol: "600519" }, "MARKET_STREAM_UNAVAILABLE"],
] as const)("%s of %j is answered with %s", (name, payload, code) =>
  withPlatform(async (platform) => {
    const client = platform.client(await platform.replica());
    expect(await client.ask(name, payload)).toMatchObject({ ok: false, error_code: code });
    expect(await client.subscribe("overview")).toMatchObject({ ok: true });
  }),
);

test("a message without an answer function, or with another thing in its place, harms nothing", () =>
  withPlatform(async (platform) => {
    const client = platform.client(await platform.replica());
    const raw = client.socket as unknown as { emit(...message: unknown[]): void };
    raw.emit("subscribe");
    raw.emit("subscribe", { room: "overview" }, "answer");
    raw.emit("ping", 7);
    await client.until(() => client.all("snapshot").length === 1);
    const time = await client.socket.emitWithAck("ping");
    expect(time).toBeGreaterThan(0);
  }));

test("connections and messages are counted, the page is still served, and a stop ends all", () =>
  withPlatform(async (platform) => {
    const replica = await platform.replica();
    const client = platform.client(replica);
    await client.subscribe("overview");
    await client.until(() => client.all("snapshot").length === 1);
    const valueOf = (name: string, labels: object) =>
      replica.realtime
        .families()
        .find((family: MetricFamily) => family.name === name)
        ?.samples.find((sample) => JSON.stringify(sample.labels) === JSON.stringify(labels))?.value;
    expect(valueOf("mystocks_websocket_connections_active", { namespace: "/" })).toBe(1);
    const received = { direction: "received", message_type: "subscribe" };
    expect(valueOf("mystocks_websocket_messages_total", received)).toBe(1);
    const sent = { direction: "sent", message_type: "snapshot" };
    expect(valueOf("mystocks_websocket_messages_total", sent)).toBe(1);
    expect(await (await fetch(replica.url)).text()).toBe("page");
    await replica.stop();
    await client.until(() => !client.socket.connected);
    expect(valueOf("mystocks_websocket_connections_active", { namespace: "/" })).toBe(0);
  }));
