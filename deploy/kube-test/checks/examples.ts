import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ALERTS_TOPIC, DEAD_LETTER_TOPIC, PULSE_TOPIC, QUALITY_TOPIC } from "@mystocks/events";
import { REPOSITORY } from "../chart-files.ts";
import { manifests, template, type Manifest } from "../helm.ts";
import { KUBERNETES_VERSIONS } from "../install/schemas.ts";
import { podProblems } from "../pod-promises.ts";
import { conformProblems } from "./conform.ts";

const FOLDER = join(REPOSITORY, "helm/examples");

/** What stands beside the chart for others' operators: each object by its schema, and what it says of Monitor by the chart. */
export async function exampleProblems(schemas: string): Promise<string[]> {
  const problems: string[] = [];
  const all: Manifest[] = [];
  for (const file of (await readdir(FOLDER)).sort()) {
    const text = await readFile(join(FOLDER, file), "utf8");
    const found = manifests(text);
    all.push(...found);
    problems.push(
      ...[
        ...KUBERNETES_VERSIONS.flatMap((version) => conformProblems(text, version, schemas)),
        ...podProblems(found, { policies: false }),
        ...strangers(text),
      ].map((problem) => `${file}: ${problem}`),
    );
  }
  return [...problems, ...topicProblems(all)];
}

/** Services of ours that an example speaks to and a release `mystocks-monitor` has not. */
function strangers(text: string): string[] {
  const { out } = template(["--set", "fullnameOverride=mystocks-monitor"]);
  const services = new Set(
    manifests(out)
      .filter(({ kind }) => kind === "Service")
      .map(({ metadata }) => metadata.name),
  );
  return [...text.matchAll(/http:\/\/(mystocks-monitor[a-z-]*)\.mystocks:/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !services.has(name))
    .map((name) => `there is no service ${name}`);
}

const TOPICS = [
  "otlp_spans",
  "otlp_metrics",
  "otlp_logs",
  PULSE_TOPIC,
  QUALITY_TOPIC,
  ALERTS_TOPIC,
  DEAD_LETTER_TOPIC,
];

/** What the bundled broker allows is what a topic of another must allow too. */
function topicProblems(found: readonly Manifest[]): string[] {
  const largest = /message\.max\.bytes=(\d+)/.exec(template([]).out)?.[1];
  const topics = new Map(
    found.flatMap(({ kind, spec }) =>
      kind === "KafkaTopic" ? [[spec?.topicName, spec?.config] as const] : [],
    ),
  );
  return TOPICS.flatMap((name) => {
    const config = topics.get(name);
    if (config === undefined) return [`strimzi.yaml has no topic ${name}`];
    const bytes = String(config["max.message.bytes"]);
    return bytes === largest
      ? []
      : [`strimzi.yaml: ${name} takes ${bytes} bytes, the bundled broker ${largest}`];
  });
}
