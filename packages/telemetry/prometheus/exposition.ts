import type { ResourceMetrics } from "@opentelemetry/sdk-metrics";

import { OPERATION_DURATION, OPERATION_ERRORS } from "../names.ts";
import type { Family, Series } from "./families.ts";
import { familiesOf, labelsText } from "./families.ts";

/** Monitor's own series of these carry the service; so that one rule file serves both, ours do too. */
const WITH_SERVICE = new Set([OPERATION_DURATION, OPERATION_ERRORS]);

/** All metrics in Prometheus' text format 0.0.4, one family a block, as `promtool check metrics` wants it. */
export function exposition(collected: ResourceMetrics): string {
  const { attributes } = collected.resource;
  const service = labelsText({ service: attributes["service.name"] });
  const lines = [
    "# HELP target_info What the metrics of this endpoint come from.",
    "# TYPE target_info gauge",
    sample("target_info", labelsText(plainAttributes(attributes)), 1),
  ];
  for (const family of familiesOf(collected)) {
    lines.push(`# HELP ${family.name} ${helpText(family.help)}`, `# TYPE ${family.name} ${family.type}`);
    for (const series of family.series.values()) {
      const labels = WITH_SERVICE.has(family.name) ? joined(service, series.labels) : series.labels;
      lines.push(...samples(family, { ...series, labels }));
    }
  }
  return `${lines.join("\n")}\n`;
}

function samples({ name }: Family, { labels, value, buckets }: Series): string[] {
  if (buckets === undefined) return [sample(name, labels, value)];
  const lines = [];
  let below = 0;
  for (const [at, bound] of buckets.bounds.entries()) {
    below += buckets.counts[at] ?? 0;
    lines.push(sample(`${name}_bucket`, joined(labels, `le="${number(bound)}"`), below));
  }
  lines.push(
    sample(`${name}_bucket`, joined(labels, 'le="+Inf"'), buckets.count),
    sample(`${name}_sum`, labels, value),
    sample(`${name}_count`, labels, buckets.count),
  );
  return lines;
}

function sample(name: string, labels: string, value: number): string {
  return `${name}${labels === "" ? "" : `{${labels}}`} ${number(value)}`;
}

function joined(...labels: string[]): string {
  return labels.filter((each) => each !== "").join(",");
}

function number(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}

function helpText(help: string): string {
  return help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** A resource's attributes may still be on their way (host id); those wait for the next scrape. */
function plainAttributes(attributes: ResourceMetrics["resource"]["attributes"]) {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
