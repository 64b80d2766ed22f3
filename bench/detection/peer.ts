import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Program } from "./program.ts";
import { RULES } from "./trials.ts";

export interface AlertmanagerSetting {
  groupWait: string;
  groupInterval: string;
}

export interface PeerSetting extends AlertmanagerSetting {
  scrape: string;
  evaluate: string;
}

/** usual: as people run them. floor: as fast as they can be made. */
export type PeerName = "floor" | "usual";

export const SETTINGS: Record<PeerName, PeerSetting> = {
  floor: { scrape: "1s", evaluate: "1s", groupWait: "0s", groupInterval: "1s" },
  usual: { scrape: "15s", evaluate: "15s", groupWait: "30s", groupInterval: "5m" },
};

/** Each trial is a group, so that none waits for another's. */
export function startAlertmanager(
  dir: string,
  { groupWait, groupInterval }: AlertmanagerSetting,
  receiverUrl: string,
): Promise<Program> {
  return Program.start("alertmanager", {
    dir,
    config: {
      route: {
        receiver: "bench",
        group_by: ["trial"],
        group_wait: groupWait,
        group_interval: groupInterval,
        repeat_interval: "4h",
      },
      receivers: [{ name: "bench", webhook_configs: [{ url: receiverUrl, send_resolved: true }] }],
    },
    storageFlag: "storage.path",
    flags: { "cluster.listen-address": "" },
  });
}

/** Prometheus with the rules of the trials, which scrapes the service itself, and its Alertmanager. */
export class Peer {
  readonly #programs: Program[];

  private constructor(programs: Program[]) {
    this.#programs = programs;
  }

  static async start(
    dir: string,
    setting: PeerSetting,
    metricsPort: number,
    receiverUrl: string,
  ): Promise<Peer> {
    const alertmanager = await startAlertmanager(join(dir, "alertmanager"), setting, receiverUrl);
    const rules = join(dir, "rules.yml");
    await writeFile(rules, RULES);
    const prometheus = await Program.start("prometheus", {
      dir: join(dir, "prometheus"),
      config: {
        global: {
          scrape_interval: setting.scrape,
          scrape_timeout: "1s",
          evaluation_interval: setting.evaluate,
        },
        rule_files: [rules],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.host] }] }] },
        scrape_configs: [
          {
            job_name: "service",
            honor_labels: true,
            static_configs: [{ targets: [`127.0.0.1:${metricsPort}`] }],
          },
        ],
      },
      storageFlag: "storage.tsdb.path",
      flags: {},
    });
    return new Peer([prometheus, alertmanager]);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()));
  }
}
