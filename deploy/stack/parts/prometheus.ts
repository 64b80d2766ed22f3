import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { prometheusConfig, RULE_FILES } from "@mystocks/prometheus";
import { httpProblem } from "../answers.ts";
import { LOOPBACK, type StackContext } from "../context.ts";
import type { Part } from "../part.ts";

export interface ScrapedRoles {
  /** Ports of `/metrics` by role. */
  roles: Readonly<Record<string, readonly number[]>>;
}

export function prometheusPart({ folders, ports, programs }: StackContext, { roles }: ScrapedRoles): Part {
  const dir = folders.data("prometheus");
  const at = (port: number) => `${LOOPBACK}:${port}`;
  return {
    name: "prometheus",
    wave: 0,
    async start() {
      await mkdir(dir, { recursive: true });
      const config = join(dir, "prometheus.yml");
      const text = prometheusConfig({
        services: [at(ports.collectorPrometheus)],
        collector: [at(ports.collectorMetrics)],
        roles: Object.fromEntries(Object.entries(roles).map(([role, of]) => [role, of.map(at)])),
        prometheus: [at(ports.prometheus)],
        alertmanager: [at(ports.alertmanager)],
        ruleFiles: RULE_FILES,
      });
      await writeFile(config, text);
      const settings = {
        "config.file": config,
        "storage.tsdb.path": join(dir, "data"),
        "storage.tsdb.retention.time": "7d",
        "web.listen-address": at(ports.prometheus),
        // Exemplars lead from a figure to its trace.
        "enable-feature": "exemplar-storage",
        "log.level": "warn",
      };
      return {
        program: programs.prometheus,
        args: [
          ...Object.entries(settings).map(([key, value]) => `--${key}=${value}`),
          "--web.enable-lifecycle",
        ],
      };
    },
    notReady: () => httpProblem(`http://${at(ports.prometheus)}/-/ready`),
    addresses: { url: `http://${at(ports.prometheus)}` },
  };
}
