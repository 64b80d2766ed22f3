import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { CHART, chartFiles } from "./chart-files.ts";
import { exampleProblems } from "./checks/examples.ts";
import { blindChecks } from "./checks/refusals.ts";
import { skaffoldProblems } from "./checks/skaffold.ts";
import { failedUnitTests, untestedValues } from "./checks/unit.ts";
import { variantProblems } from "./checks/variant.ts";
import { manifests, template } from "./helm.ts";
import { typosOf } from "./typos.ts";

/** Resolves to what is wrong; nothing is good. */
export interface Check {
  name: string;
  problems: () => Promise<string[]>;
}

const TYPOS = 50;
const MOST_VALUES_LINES = 600;

/** `schemas`: folder of installSchemas. */
export async function staticChecks(schemas: string): Promise<Check[]> {
  const variants = (await readdir(join(CHART, "ci"))).sort();
  return [
    { name: "files that are made of others are up to date", problems: staleFiles },
    { name: `values.yaml has at most ${MOST_VALUES_LINES} lines`, problems: tooManyValues },
    { name: "helm-unittest", problems: failedUnitTests },
    { name: "every value is set by a test", problems: untestedValues },
    ...variants.map((file) => ({
      name: `ci/${file}: lint, pods, references, kube-score, kubeconform, as installed`,
      problems: () => variantProblems(join(CHART, "ci", file), schemas),
    })),
    { name: "kubeconform and kube-score see what is wrong", problems: () => blindChecks(schemas) },
    { name: "examples", problems: () => exampleProblems(schemas) },
    { name: `${TYPOS} misspelt values are refused by name`, problems: acceptedTypos },
    { name: "values that contradict each other are refused", problems: acceptedContradictions },
    { name: "replicas are left to what scales", problems: writtenReplicas },
    { name: "skaffold.yaml: schema, profiles", problems: () => skaffoldProblems(schemas) },
  ];
}

async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, text] of await chartFiles())
    if ((await readFile(join(CHART, name), "utf8").catch(() => "")) !== text) stale.push(name);
  return stale.map((name) => `${name}: run node deploy/local/run.mjs deploy/kube-test/write-chart-files.ts`);
}

async function tooManyValues(): Promise<string[]> {
  const lines = (await readFile(join(CHART, "values.yaml"), "utf8")).split("\n").length;
  return lines <= MOST_VALUES_LINES ? [] : [`${lines} lines`];
}

async function acceptedTypos(): Promise<string[]> {
  const values = parse(await readFile(join(CHART, "values.yaml"), "utf8"), { merge: true }) as Record<
    string,
    unknown
  >;
  return typosOf(values, TYPOS).flatMap(({ path, wrong, values: mistaken }) => {
    const { ok, error } = template([], { values: stringify(mistaken) });
    if (ok) return [`${path} written as ${wrong} is accepted`];
    return error.includes(wrong) ? [] : [`${path} written as ${wrong} is refused without its name: ${error}`];
  });
}

/** What is set, and what of it the refusal names. */
const CONTRADICTIONS: readonly (readonly [string, string])[] = [
  ["postgresql.existingSecret=mine", "postgresql.existingSecret"],
  ["postgresql.bundled=false", "postgresql.existingSecret"],
  ["kafka.bundled=false", "kafka.brokers"],
  ["kafka.brokers={a:9092}", "kafka.brokers"],
  ["migrations.mode=hook", "migrations.mode"],
  ["kafka.sasl.mechanism=plain", "kafka.sasl"],
  ["recorder.autoscaling.type=keda,recorder.autoscaling.maxReplicas=9", "recorder.autoscaling.maxReplicas"],
  ["api.autoscaling.type=keda", "api.autoscaling.type"],
  ["ingress.enabled=true", "ingress.host"],
  ["httpRoute.enabled=true", "httpRoute.parentRefs"],
  ["config.threshold=1", "threshold"],
];

async function acceptedContradictions(): Promise<string[]> {
  return CONTRADICTIONS.flatMap(([set, named]) => {
    const { ok, error } = template(["--set", set]);
    if (ok) return [`${set} is accepted`];
    return error.includes(named) ? [] : [`${set} is refused without ${named}: ${error}`];
  });
}

async function writtenReplicas(): Promise<string[]> {
  const { out } = template(["--set", "recorder.autoscaling.type=hpa,api.replicas=null"]);
  return manifests(out)
    .filter(({ kind, metadata }) => kind === "Deployment" && /-(recorder|api)$/.test(metadata.name))
    .flatMap(({ metadata, spec }) => (spec?.replicas !== undefined ? [`${metadata.name} has replicas`] : []));
}
