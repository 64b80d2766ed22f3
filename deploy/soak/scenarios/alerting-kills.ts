import { crashRun } from "@mystocks/alerting/testing";
import type { Outcome, Say } from "../scenario.ts";

/** Every breach is one episode in the store, and each of its deliveries one id at the receiver. */
export function alertingKills(options: { kills: number; seed: number; say: Say }): Promise<Outcome> {
  return crashRun(options);
}
