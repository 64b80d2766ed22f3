import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import type { Bus } from "@mystocks/bus";
import { PULSE_TOPIC } from "@mystocks/events";
import { tracesBody, type TestSpan } from "@mystocks/recorder/testing";
import type { OperationsData, OverviewData } from "../contract.ts";
import type { LiveClient } from "./live-client.ts";
import { withPlatform, type Platform } from "./running-realtime.ts";

/** Tracked operations that just ended, one a duration; those named in `failed` by place failed. */
function operations(
  durationsMs: number[],
  { name = "load_daily", failed = [] as number[] } = {},
): Uint8Array {
  const endNs = BigInt(Date.now()) * 1_000_000n;
  const spans = durationsMs.map((ms, place): TestSpan => ({
    traceId: randomBytes(16),
    spanId: randomBytes(8),
    name,
    kind: 1,
    startNs: endNs - BigInt(ms) * 1_000_000n,
    endNs,
    ...(failed.includes(place) ? { status: 2 } : {}),
    attributes: {
      "db.system.name": "postgresql",
      "db.namespace": "market",
      "mystocks.operation.name": name,
      "mystocks.classification": "DAILY_KLINE",
    },
  }));
  return tracesBody("market-data", spans);
}

const overviewOf = (client: LiveClient) =>
  [...client.all("snapshot"), ...client.all("update")]
    .filter(({ room }) => room === "overview")
    .map(({ data }) => data as OverviewData);

const total = (client: LiveClient) => overviewOf(client).at(-1)?.figures.count;

const operationId = async ({ pool }: Platform, name: string) =>
  (
    await pool.query<{ id: number }>(
      "SELECT operation_id AS id FROM telemetry.operation WHERE operation = $1",
      [name],
    )
  ).rows[0]!.id;

test("a snapshot, then updates, with the right counts, percentiles and slow executions", () =>
  withPlatform(async (platform) => {
    await platform.post("/v1/traces", operations(Array.from({ length: 99 }, (_, at) => at + 1)));
    const client = platform.client(await platform.replica());
    expect(await client.subscribe("overview")).toEqual({ ok: true, room: "overview" });
    await client.until(() => client.all("snapshot").length === 1);
    const { figures, executions, points, storedAtMs } = overviewOf(client)[0]!;
    expect(figures).toMatchObject({ count: 99, errors: 0, ratePerSecond: 99 / 60, maxMs: 99 });
    expect(Math.abs(figures.p95Ms! - 95) / 95).toBeLessThan(0.0056);
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(99);
    expect(executions).toEqual([]);
    expect(storedAtMs).toBeGreaterThan(Date.now() - 60_000);

    await platform.post("/v1/traces", operations([6000, 5, 2500], { failed: [1] }));
    await client.until(() => total(client) === 102);
    const seen = overviewOf(client).flatMap((data) => data.executions);
    const shown = seen.map(({ durationMs, level, failed }) => `${durationMs} ${level} ${failed}`);
    expect(new Set(shown)).toEqual(new Set(["2500 warning false", "5 ok true", "6000 critical false"]));
    expect(seen).toHaveLength(3);
    expect(overviewOf(client).at(-1)!.figures).toMatchObject({ errors: 1, overWarning: 2, overCritical: 1 });
  }));

test("rooms of operations carry each operation's own figures", () =>
  withPlatform(async (platform) => {
    await platform.post("/v1/traces", operations([10, 20], { name: "load_a" }));
    const client = platform.client(await platform.replica());
    await client.subscribe("operations");
    await platform.post("/v1/traces", operations([30], { name: "load_b" }));
    const [a, b] = [await operationId(platform, "load_a"), await operationId(platform, "load_b")];
    const counts = () => {
      const held = new Map<number, number>();
      for (const { data } of [...client.all("snapshot"), ...client.all("update")]) {
        for (const { id, figures } of (data as OperationsData).operations) held.set(id, figures.count);
      }
      return held;
    };
    await client.until(() => counts().get(a) === 2 && counts().get(b) === 1);
    const detail = platform.client(await platform.replica());
    expect(await detail.subscribe(`operation_${b}`)).toEqual({ ok: true, room: `operation_${b}` });
    await detail.until(() => detail.all("snapshot").length === 1);
    expect((detail.all("snapshot")[0]!.data as OverviewData).figures).toMatchObject({ count: 1, maxMs: 30 });
  }));

test("a restart counts nothing twice, and nothing less", () =>
  withPlatform(async (platform) => {
    const first = await platform.replica();
    const client = platform.client(first);
    await client.subscribe("overview");
    for (let sent = 0; sent < 20; sent += 4) await platform.post("/v1/traces", operations([1, 2, 3, 4]));
    await client.until(() => total(client) === 20);
    await first.stop();
    const again = platform.client(await platform.replica());
    await again.subscribe("overview");
    await again.until(() => again.all("snapshot").length === 1);
    expect(total(again)).toBe(20);
    await platform.post("/v1/traces", operations([5]));
    await again.until(() => total(again)! > 20);
    expect(total(again)).toBe(21);
  }));

test("a client whose connection is killed is back by itself and takes up again", () =>
  withPlatform(async (platform) => {
    const client = platform.client(await platform.replica());
    client.socket.on("connect", () => void client.subscribe("overview"));
    await client.until(() => client.all("snapshot").length === 1);
    client.socket.io.engine.close();
    await client.until(() => client.all("snapshot").length === 2);
    await platform.post("/v1/traces", operations([7]));
    await client.until(() => total(client) === 1);
  }));

test("pulses that passed by are taken from the store", () =>
  withPlatform(async (platform) => {
    let passing = 0;
    const lossy: Bus = {
      ...platform.bus,
      subscribe: (topic, reading, handle) =>
        platform.bus.subscribe(topic, reading, (delivery) => (passing-- > 0 ? undefined : handle(delivery))),
    };
    const client = platform.client(await platform.replica(lossy));
    await client.subscribe("overview");
    await client.until(() => client.all("snapshot").length === 1);
    passing = 2;
    await platform.post("/v1/traces", operations([1]));
    await platform.post("/v1/traces", operations([2]));
    await platform.post("/v1/traces", operations([3]));
    await client.until(() => total(client) === 3);
    expect(client.all("snapshot")).toHaveLength(2);
    await platform.post("/v1/traces", operations([4]));
    await client.until(() => total(client) === 4);
    expect(client.all("snapshot")).toHaveLength(2);
  }));

test("a pulse that can't be read is put aside and the next ones are shown", () =>
  withPlatform(async (platform) => {
    const client = platform.client(await platform.replica());
    await client.subscribe("overview");
    await platform.bus.publish(PULSE_TOPIC, [{ key: "otlp-http/0", id: "otlp-http/0/1", value: "{" }]);
    await platform.post("/v1/traces", operations([1]));
    await client.until(() => total(client) === 1);
    expect(platform.bus.stats()[PULSE_TOPIC]!.deadLetters).toBe(1);
  }));
