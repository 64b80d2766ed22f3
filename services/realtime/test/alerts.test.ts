import { expect, test } from "@jest/globals";
import type { Position, SubscribeAnswer } from "../contract.ts";
import type { LiveClient } from "./live-client.ts";
import { raiseAlerts } from "./raised-alerts.ts";
import { withPlatform, type Platform } from "./running-realtime.ts";

const titles = (client: LiveClient) => client.all("event").map(({ data }) => data.alert.rule);
const numbered = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => `alert ${first + at}`);
const startOf = (answer: SubscribeAnswer) => (answer as { position: Position }).position;
const lastOf = (client: LiveClient): Position => {
  const { epoch, sequence } = client.all("event").at(-1)!;
  return { epoch, sequence };
};

function expectNoHole(start: number, client: LiveClient): void {
  const events = client.all("event");
  expect(events.map(({ previous }) => previous)).toEqual([
    start,
    ...events.slice(0, -1).map(({ sequence }) => sequence),
  ]);
}

async function postEach(platform: Platform, first: number, last: number): Promise<void> {
  for (let number = first; number <= last; number++) await raiseAlerts(platform, { first: number, count: 1 });
}

test("a transition comes with the alert as it is after it", () =>
  withPlatform(async (platform) => {
    const client = platform.client(await platform.replica());
    const answer = await client.subscribe("alerts");
    await raiseAlerts(platform, { first: 1, count: 1 });
    await client.until(() => titles(client).length === 1);
    expect(client.all("event")[0]).toMatchObject({
      room: "alerts",
      previous: startOf(answer).sequence,
      data: {
        kind: "fired",
        alert: { rule: "alert 1", level: "CRITICAL", annotations: { summary: "too slow" } },
      },
    });
  }));

test("from its position a client gets every alert once, whichever replica it comes back to", () =>
  withPlatform(async (platform) => {
    const first = await platform.replica();
    const second = await platform.replica();
    const client = platform.client(first);
    const start = startOf(await client.subscribe("alerts"));
    await postEach(platform, 1, 5);
    await client.until(() => titles(client).length === 5);
    client.stop();
    await first.stop();
    await raiseAlerts(platform, { first: 6, count: 300 });

    const elsewhere = platform.client(second);
    await elsewhere.subscribe("alerts", lastOf(client));
    await postEach(platform, 306, 308);
    await elsewhere.until(() => titles(elsewhere).length === 303);
    expect(titles(elsewhere)).toEqual(numbered(6, 308));
    expectNoHole(lastOf(client).sequence, elsewhere);

    const restarted = platform.client(await platform.replica());
    expect(startOf(await restarted.subscribe("alerts", start))).toEqual(start);
    await restarted.until(() => titles(restarted).length === 308);
    expect(titles(restarted)).toEqual(numbered(1, 308));
    expectNoHole(start.sequence, restarted);
    expect(restarted.all("event").slice(5)).toEqual(elsewhere.all("event"));
    expect(restarted.all("gap")).toEqual([]);
  }));

test("alerts of several shards are one topic, in which a position is exact", () =>
  withPlatform(async (platform) => {
    const first = await platform.replica();
    const client = platform.client(first);
    const start = startOf(await client.subscribe("alerts"));
    for (let number = 1; number <= 8; number += 2) {
      await raiseAlerts(platform, { first: number, count: 1 });
      await raiseAlerts(platform, { first: number + 1, count: 1, shard: 2 });
    }
    await client.until(() => titles(client).length === 8);
    expectNoHole(start.sequence, client);
    for (const { epoch, sequence } of [start, ...client.all("event").slice(0, 7)]) {
      const seen = client.all("event").filter((event) => event.sequence <= sequence);
      const back = platform.client(await platform.replica());
      await back.subscribe("alerts", { epoch, sequence });
      await back.until(() => titles(back).length === 8 - seen.length);
      const all = [...seen.map(({ data }) => data.alert.rule), ...titles(back)];
      expect(all.toSorted((x, y) => x.localeCompare(y))).toEqual(numbered(1, 8));
      expectNoHole(sequence, back);
      expect(back.all("gap")).toEqual([]);
    }
  }));

test("a position past retention gets one gap, then what is kept", () =>
  withPlatform(async (platform) => {
    const client = platform.client(await platform.replica());
    await client.subscribe("alerts");
    await postEach(platform, 1, 6);
    await client.until(() => titles(client).length === 6);
    const [held, , , kept] = client.all("event");
    await platform.pool.query("DELETE FROM alerting.transition WHERE sequence < 4");

    const late = platform.client(await platform.replica());
    await late.subscribe("alerts", { epoch: held!.epoch, sequence: held!.sequence });
    await late.until(() => titles(late).length === 3);
    expect(titles(late)).toEqual(numbered(4, 6));
    expect(late.all("gap")).toEqual([{ room: "alerts", epoch: kept!.epoch, from: kept!.sequence - 1 }]);
    expectNoHole(kept!.sequence - 1, late);
  }));

test("a position of another store is a gap, not a silence", () =>
  withPlatform(async (platform) => {
    await postEach(platform, 1, 2);
    const client = platform.client(await platform.replica());
    await client.subscribe("alerts", { epoch: "another.1", sequence: 99 });
    await client.until(() => titles(client).length === 2);
    expect(client.all("gap")).toHaveLength(1);
    expect(titles(client)).toEqual(numbered(1, 2));
  }));

test(
  "a client that stops reading costs a bounded amount of memory, is sent away, and misses nothing",
  () =>
    withPlatform(async (platform) => {
      const replica = await platform.replica();
      const slow = platform.client(replica);
      const start = startOf(await slow.subscribe("alerts"));
      await slow.subscribe("overview");
      slow.socket.on("connect", () => void slow.subscribe("alerts", positionOr(slow, start)));
      const serverSide = replica.lines.at(-1)!;
      const line = lineOf(slow);
      line.pause();
      const other = platform.client(replica);
      await other.subscribe("alerts");
      let most = 0;
      for (let first = 1; first <= 2000; first += 200) {
        await raiseAlerts(platform, { first, count: 200, summary: "x".repeat(15_000) });
        await other.until(() => titles(other).length === first + 199);
        most = Math.max(most, serverSide.writableLength);
      }
      expect(serverSide.bytesWritten).toBeGreaterThan(1_000_000);
      expect(most).toBeLessThan(2_000_000);
      line.resume();
      await slow.until(() => titles(slow).length === 2000);
      expect(slow.disconnects).toBe(1);
      expect(titles(slow)).toEqual(numbered(1, 2000));
      expectNoHole(start.sequence, slow);
      expect(titles(other)).toHaveLength(2000);
    }),
  30_000,
);

const positionOr = (client: LiveClient, start: Position): Position =>
  client.all("event").length > 0 ? lastOf(client) : start;

/** The TCP connection below a client's WebSocket. */
function lineOf({ socket }: LiveClient): { pause(): void; resume(): void } {
  // oxlint-disable-next-line no-underscore-dangle -- ws shows its socket nowhere else
  return (socket.io.engine.transport as unknown as Below).ws._socket;
}

interface Below {
  ws: { _socket: { pause(): void; resume(): void } };
}
