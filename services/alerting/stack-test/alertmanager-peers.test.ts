import { createServer } from "node:net";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { AlertSnapshot } from "@mystocks/events";
import { createLogger, FaultLog } from "@mystocks/runtime";
import { AlertmanagerPeer } from "../delivery/alertmanager-peer.ts";
import type { ToldState } from "../delivery/told-states.ts";
import { readTheirAlerts } from "../inbox/their-alerts.ts";
import { until } from "../test/until.ts";
import { freePort } from "../testing/free-port.ts";
import { AlertmanagerSystem } from "../testing/harness/alertmanager-system.ts";
import { alertmanagers } from "./alertmanager-stage.ts";

let folder: string;
let closing: (() => unknown)[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "alertmanager-peers-"));
  closing = [];
});
afterEach(async () => {
  for (const close of closing) await close();
  await rm(folder, { recursive: true });
});

async function startAlertmanager(program: string): Promise<AlertmanagerSystem> {
  const port = await freePort();
  const alertmanager = new AlertmanagerSystem({
    dir: join(folder, String(port)),
    port,
    receiverUrl: "http://127.0.0.1:9/",
    groupBy: "alertname",
    groupIntervalSeconds: 60,
    mostAlerts: 0,
    program,
  });
  await alertmanager.start();
  closing.push(() => alertmanager.stop());
  return alertmanager;
}

/** Takes connections and says nothing, as a machine that hangs. */
async function startSilent(): Promise<string> {
  const server = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function peerAt(url: string) {
  const taken: string[] = [];
  const refused: { id: string; status: number }[] = [];
  const peer = new AlertmanagerPeer({
    url,
    publicUrl: "http://monitor.test",
    faults: new FaultLog(createLogger("test", "error")),
    now: Date.now,
    onTaken: async (states) => void taken.push(...states.map(({ alert }) => alert.alertId)),
    onRefused: async ({ alert }, status) => void refused.push({ id: alert.alertId, status }),
    stats: { posts: 0, failures: 0 },
  });
  return { peer, taken, refused };
}

/** One whose id can't be part of an address is one that Alertmanager refuses. */
function firing(alertId: string, labels: Record<string, string> = {}): ToldState {
  const alert = {
    alertId,
    fingerprint: alertId,
    rule: "Peers",
    level: "CRITICAL",
    labels: { alertname: "Peers", id: alertId, ...labels },
    annotations: {},
    value: 1,
    condition: "firing",
    firedAtMs: Date.now(),
    activeSinceMs: Date.now(),
  } as unknown as AlertSnapshot;
  return { alert, shard: 0, sequence: 1, endedMs: null };
}

const idsAt = async (url: string) =>
  [...(await readTheirAlerts(url, Date.now())).values()].map(({ alert }) => alert.labels["id"]!).sort();

describe.each(await alertmanagers())("Alertmanager $version", ({ program }) => {
  test("every peer gets each alert, and one that never answers delays no other", async () => {
    const both = await Promise.all([startAlertmanager(program), startAlertmanager(program)]);
    const silent = peerAt(await startSilent());
    const peers = both.map(({ url }) => peerAt(url));
    const beganMs = Date.now();
    for (const { peer } of [silent, ...peers]) peer.tell([firing("1"), firing("2")]);
    await until(() => peers.every(({ taken }) => taken.length === 2));
    expect(Date.now() - beganMs).toBeLessThan(2000);
    for (const { url } of both) expect(await idsAt(url)).toEqual(["1", "2"]);
    expect(silent.taken).toEqual([]);
    await silent.peer.drained();
  }, 30_000);

  test("of a batch with one that it refuses all others are taken, and that one is told of by name", async () => {
    const { url } = await startAlertmanager(program);
    const { peer, taken, refused } = peerAt(url);
    const good = Array.from({ length: 40 }, (_, at) => firing(String(100 + at)));
    peer.tell([...good.slice(0, 17), firing("%zz"), ...good.slice(17)]);
    await peer.drained();
    expect(refused).toEqual([{ id: "%zz", status: 422 }]);
    expect(taken.toSorted()).toEqual(good.map(({ alert }) => alert.alertId));
    expect(await idsAt(url)).toEqual(good.map(({ alert }) => alert.alertId));
  }, 30_000);

  test("labels with names that an old one does not take make two alerts of two", async () => {
    const { url } = await startAlertmanager(program);
    const { peer, refused } = peerAt(url);
    peer.tell([firing("1", { id: "same", "k8s.pod": "a" }), firing("2", { id: "same", "k8s.pod": "b" })]);
    await peer.drained();
    expect(refused).toEqual([]);
    expect(await idsAt(url)).toEqual(["same", "same"]);
  }, 30_000);
});
