import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@jest/globals";
import { parse } from "yaml";

import { prometheusConfig } from "./config.ts";
import { EXAMPLE_FILE, exampleText } from "./external.example.ts";
import { RULE_FILES } from "./rule-files.ts";
import { promtoolIsThere } from "./testing/promtool.ts";

const PARTS = {
  services: ["127.0.0.1:8889"],
  collector: ["127.0.0.1:8888"],
  roles: { recorder: ["127.0.0.1:7001", "127.0.0.1:7002"], api: ["127.0.0.1:7003"] },
  prometheus: ["127.0.0.1:9090"],
  alertmanager: ["127.0.0.1:9093"],
  ruleFiles: RULE_FILES,
};

test("each process is scraped once, the services by the Collector with their own labels", () => {
  const config = parse(prometheusConfig(PARTS));
  const targets = config.scrape_configs.flatMap((job: { static_configs: { targets: string[] }[] }) =>
    job.static_configs.flatMap(({ targets }) => targets),
  );
  expect(targets.sort()).toEqual([
    "127.0.0.1:7001",
    "127.0.0.1:7002",
    "127.0.0.1:7003",
    "127.0.0.1:8888",
    "127.0.0.1:8889",
    "127.0.0.1:9090",
    "127.0.0.1:9093",
  ]);
  const honoring = config.scrape_configs.filter((job: { honor_labels?: boolean }) => job.honor_labels);
  expect(honoring.map((job: { job_name: string }) => job.job_name)).toEqual(["services"]);
});

test("alerts go to the Alertmanagers that are named, else to those that are scraped", () => {
  const alertmanagersOf = (text: string) => parse(text).alerting?.alertmanagers[0].static_configs[0].targets;
  expect(alertmanagersOf(prometheusConfig(PARTS))).toEqual(["127.0.0.1:9093"]);
  expect(alertmanagersOf(prometheusConfig({ ...PARTS, alertmanagers: ["am:9093"] }))).toEqual(["am:9093"]);
  expect(alertmanagersOf(prometheusConfig({ ...PARTS, alertmanager: [] }))).toBeUndefined();
});

test("the token of Monitor's roles goes to them alone", () => {
  const config = parse(prometheusConfig({ ...PARTS, rolesTokenFile: "/run/token" }));
  const withToken = config.scrape_configs.filter((job: object) => "authorization" in job);
  expect(withToken).toHaveLength(1);
  expect(withToken[0]).toMatchObject({ job_name: "monitor" });
});

test("the example for a Prometheus of one's own is what the code writes", () => {
  expect(readFileSync(EXAMPLE_FILE, "utf8")).toBe(exampleText());
});

(promtoolIsThere() ? test : test.skip).each([
  ["our configuration with its rules", prometheusConfig({ ...PARTS, externalLabels: { cluster: "local" } })],
  ["the example for a Prometheus of one's own", exampleText()],
])("promtool takes %s", (_, text) => {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-config-"));
  try {
    const path = join(folder, "prometheus.yml");
    writeFileSync(path, text);
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "config", path], { encoding: "utf8" });
    expect({ status, stderr, stdout }).toEqual({
      status: 0,
      stderr: "",
      stdout: expect.stringContaining("SUCCESS"),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
