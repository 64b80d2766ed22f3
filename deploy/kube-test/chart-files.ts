import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { collectorConfig } from "@mystocks/collector";
import { valuesSchema } from "./values-schema.ts";
import { withValuesTable } from "./values-table.ts";

export const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
export const CHART = join(REPOSITORY, "helm/mystocks-monitor");

/** Files of the chart that are made of others of the repository: path below the chart → text. */
export async function chartFiles(): Promise<Map<string, string>> {
  const files = new Map([["files/collector.yaml", collectorFile()]]);
  await copies(files, "deploy/prometheus/rules", "files/rules", /\.rules\.yaml$/);
  await copies(files, "services/alerting/default-rules", "files/alert-rules", /^[^.]+\.yml$/);
  for (const language of ["en", "zh"])
    await copies(files, `deploy/grafana/dashboards/${language}`, `files/dashboards/${language}`, /\.json$/);
  const values = await readFile(join(CHART, "values.yaml"), "utf8");
  const config = await readFile(join(REPOSITORY, "docs/mystocks-monitor.schema.json"), "utf8");
  const schema = valuesSchema(values, JSON.parse(config) as Record<string, unknown>);
  files.set("README.md", withValuesTable(await readFile(join(CHART, "README.md"), "utf8"), values));
  return files.set("values.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
}

/** What templates/collector.yaml starts from: brokers, topics, TLS and sizes are set there from the values. */
function collectorFile(): string {
  const text = collectorConfig({
    host: "0.0.0.0",
    ports: { otlpGrpc: 4317, otlpHttp: 4318, prometheus: 8889, metrics: 8888, health: 13133 },
    tokenFile: "/run/secrets/ingest/token",
    storageDir: "/var/lib/collector/queue",
    to: { kafka: { brokers: [] } },
    kubernetes: true,
  });
  return `# Made by deploy/kube-test/write-chart-files.ts of deploy/collector; don't edit.\n${text}`;
}

async function copies(files: Map<string, string>, from: string, to: string, named: RegExp): Promise<void> {
  for (const name of (await readdir(join(REPOSITORY, from))).sort())
    if (named.test(name))
      files.set(
        `${to}/${name.replace(/\.yml$/, ".yaml")}`,
        await readFile(join(REPOSITORY, from, name), "utf8"),
      );
}
