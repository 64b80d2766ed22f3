import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startAnsweringReceiver } from "./answering-receiver.ts";
import { alertmanagerPair, CLUSTER, onBoth, type ClusterScenario, type Pair } from "./cluster.ts";
import { harnessDatabase, type Place } from "./harness-database.ts";
import { MonitorSystem } from "./monitor-system.ts";
import type { HarnessRow, Result } from "./scenarios.ts";

/** An Alertmanager waits until it knows its peers. */
const SETTLE_MS = 25_000;

/** The scenarios of two Alertmanagers that gossip, and of two replicas of ours on one store; all at the same time. */
export async function clusterRun(place: Place, ids: readonly string[]): Promise<HarnessRow[]> {
  return Promise.all(
    Object.entries(CLUSTER).map(async ([scenario, { what, run }]) => {
      const [alertmanager, monitor] = await Promise.all([
        onPair((url) => alertmanagerPair(join(place.dir, `am-${scenario}`), url), run, ids),
        onPair((url) => monitorPair(place, scenario, url), run, ids),
      ]);
      return { scenario, what, alertmanager, monitor };
    }),
  );
}

async function onPair(
  make: (receiverUrl: string) => Promise<Pair>,
  run: ClusterScenario["run"],
  ids: readonly string[],
): Promise<Result> {
  const receiver = await startAnsweringReceiver();
  const pair = await make(receiver.url);
  try {
    await onBoth(pair, (system) => system.start());
    await pause(SETTLE_MS);
    return await run({ pair, receiver }, ids);
  } finally {
    await onBoth(pair, (system) => system.stop());
    receiver.close();
  }
}

async function monitorPair(place: Place, scenario: string, receiverUrl: string): Promise<Pair> {
  const url = await harnessDatabase(place, scenario);
  const config = {
    receivers: [{ name: "harness", webhook: receiverUrl, groupBy: ["id"] }],
    rules: [join(place.dir, "harness.yml")],
    defaultRules: false,
  };
  return [new MonitorSystem(url, scenario, config), new MonitorSystem(url, scenario, config)];
}
