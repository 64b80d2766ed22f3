import { harnessRun, tableOf } from "@mystocks/alerting/testing";
import type { Outcome, Say } from "../scenario.ts";

export interface HarnessOptions {
  /** In each scenario. */
  alerts: number;
  rounds: number;
  say: Say;
}

/** The same scenarios again and again on both: ours has to be right each time. */
export async function alertingHarness({ alerts, rounds, say }: HarnessOptions): Promise<Outcome> {
  const figures = { rounds, scenarios: 0, alertmanager_wrong: 0, monitor_wrong: 0 };
  const broken: string[] = [];
  for (let round = 1; round <= rounds; round++) {
    const rows = await harnessRun({ alerts, withClusters: true, say });
    for (const line of tableOf(rows).split("\n")) say(line);
    for (const { scenario, alertmanager, monitor } of rows) {
      figures.scenarios += 1;
      if (!alertmanager.isRight) figures.alertmanager_wrong += 1;
      if (monitor.isRight) continue;
      figures.monitor_wrong += 1;
      broken.push(`round ${round}, ${scenario}: ${monitor.outcome}`);
    }
  }
  return { figures, broken };
}
