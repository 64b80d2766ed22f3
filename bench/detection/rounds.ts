import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Lifecycle } from "@mystocks/runtime";
import { isTold, type Outcome } from "./figures.ts";
import type { Ours, OursParts } from "./ours.ts";
import { Peer, SETTINGS, startAlertmanager, type PeerName } from "./peer.ts";
import { Receiver, type Way } from "./receiver.ts";
import { storedFigures } from "./stored.ts";
import { TestService } from "./test-service.ts";
import { planTrials, type Plan } from "./trials.ts";

export interface Round {
  dir: string;
  startOurs: (parts: OursParts) => Promise<Ours>;
  plan: Plan;
  peers: readonly PeerName[];
  /** Until every series has been scraped twice. */
  settleMs: number;
  /** How long the slowest peer's message is waited for. */
  patienceMs: number;
}

/** What was not told by then will not be. */
const LATE_MS = 3000;
const STOP_MS = 60_000;

/** Ours and the peers on the same breaches of one service. */
export async function runRound(round: Round): Promise<{ outcome: Outcome; stored: Record<string, number> }> {
  const life = new Lifecycle();
  try {
    const { receiver, ours, service } = await startAll(round, life);
    await pause(round.settleMs);
    await service.goThrough();
    const outcome = { trials: service.trials, breaches: service.breaches, receiver };
    await untilTold(outcome, ["direct", "alertmanager", ...round.peers], round.patienceMs);
    return { outcome, stored: await storedFigures(ours.storeUrl, outcome) };
  } finally {
    await life.stop(STOP_MS);
  }
}

async function startAll({ dir, startOurs, plan, peers }: Round, life: Lifecycle) {
  await mkdir(dir, { recursive: true });
  const receiver = await Receiver.start();
  life.onStop("receiver", () => receiver.close());
  const url = receiver.urlFor("alertmanager");
  const alertmanager = await startAlertmanager(join(dir, "ours"), SETTINGS.floor, url);
  life.onStop("our Alertmanager", () => alertmanager.stop());
  const alertmanagerUrl = `http://${alertmanager.host}`;
  const ours = await startOurs({ dir, webhook: receiver.urlFor("direct"), alertmanagerUrl });
  life.onStop("Monitor", () => ours.stop());
  const service = await TestService.start(ours.otlpUrl, planTrials(plan));
  life.onStop("service", () => service.stop());
  for (const name of peers) {
    const { metricsPort } = service;
    const peer = await Peer.start(join(dir, name), SETTINGS[name], metricsPort, receiver.urlFor(name));
    life.onStop(name, () => peer.stop());
  }
  return { receiver, ours, service };
}

/** Everybody's word on slow operations, and a little longer for the rest. */
async function untilTold(outcome: Outcome, ways: readonly Way[], patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const slow = outcome.trials.filter(({ kind }) => kind === "slow");
  const areTold = () => ways.every((way) => slow.every(({ id }) => isTold(way, id, outcome)));
  while (Date.now() < deadline && !areTold()) await pause(100);
  await pause(LATE_MS);
}
