import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { httpProblem } from "../answers.ts";
import { LOOPBACK, type StackContext } from "../context.ts";
import { adminTokenFile } from "../folders.ts";
import type { Part } from "../part.ts";
import { secretIn } from "../secret-file.ts";

export interface AlertmanagerPartOptions {
  /** Who is told beside Monitor, which shows each alert in its inbox; a real install says whom to wake. */
  webhooks: readonly string[];
}

export function alertmanagerPart(
  { folders, ports, programs }: StackContext,
  { webhooks }: AlertmanagerPartOptions,
): Part {
  const dir = folders.data("alertmanager");
  const address = `${LOOPBACK}:${ports.alertmanager}`;
  return {
    name: "alertmanager",
    wave: 0,
    async start() {
      await mkdir(dir, { recursive: true });
      const config = join(dir, "alertmanager.yml");
      const credentialsFile = adminTokenFile(folders);
      await secretIn(credentialsFile);
      const inbox = `http://${LOOPBACK}:${ports.alerting}/webhooks/alertmanager`;
      await writeFile(config, stringify(configOf({ inbox, credentialsFile, webhooks })));
      const settings = {
        "config.file": config,
        "storage.path": join(dir, "data"),
        "web.listen-address": address,
        // One alone has nobody to gossip with.
        "cluster.listen-address": "",
        "log.level": "warn",
      };
      return {
        program: programs.alertmanager,
        args: Object.entries(settings).map(([key, value]) => `--${key}=${value}`),
      };
    },
    notReady: () => httpProblem(`http://${address}/-/ready`),
    addresses: { url: `http://${address}` },
  };
}

function configOf(told: { inbox: string; credentialsFile: string; webhooks: readonly string[] }) {
  const inbox = {
    url: told.inbox,
    send_resolved: true,
    http_config: { authorization: { credentials_file: told.credentialsFile } },
  };
  return {
    route: { receiver: "all", group_by: ["alertname"], group_wait: "1s", group_interval: "10s" },
    receivers: [
      {
        name: "all",
        webhook_configs: [inbox, ...told.webhooks.map((url) => ({ url, send_resolved: true }))],
      },
    ],
  };
}
