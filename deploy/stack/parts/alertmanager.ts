import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { httpProblem } from "../answers.ts";
import { LOOPBACK, type StackContext } from "../context.ts";
import type { Part } from "../part.ts";

/** Takes every alert and shows it on its page; whom to tell is for a real install to say. */
const CONFIG = {
  route: { receiver: "page", group_by: ["alertname"], group_wait: "1s", group_interval: "10s" },
  receivers: [{ name: "page" }],
};

export function alertmanagerPart({ folders, ports, programs }: StackContext): Part {
  const dir = folders.data("alertmanager");
  const address = `${LOOPBACK}:${ports.alertmanager}`;
  return {
    name: "alertmanager",
    wave: 0,
    async start() {
      await mkdir(dir, { recursive: true });
      const config = join(dir, "alertmanager.yml");
      await writeFile(config, stringify(CONFIG));
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
