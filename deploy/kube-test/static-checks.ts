import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { CHART, chartFiles, REPOSITORY } from "./chart-files.ts";
import { helm, KUBERNETES, manifests, template } from "./helm.ts";
import { podProblems } from "./pod-promises.ts";
import { danglingReferences } from "./references.ts";
import { typosOf } from "./typos.ts";

/** Resolves to what is wrong; nothing is good. */
export interface Check {
  name: string;
  problems: () => Promise<string[]>;
}

const TYPOS = 50;
const MOST_VALUES_LINES = 600;

export async function staticChecks(): Promise<Check[]> {
  const variants = (await readdir(join(CHART, "ci"))).sort();
  return [
    { name: "files that are made of others are up to date", problems: staleFiles },
    { name: "helm lint --strict", problems: () => lint([]) },
    { name: `values.yaml has at most ${MOST_VALUES_LINES} lines`, problems: tooManyValues },
    ...variants.map((file) => ({ name: `ci/${file}`, problems: () => variantProblems(file) })),
    { name: `${TYPOS} misspelt values are refused by name`, problems: acceptedTypos },
    { name: "values that contradict each other are refused", problems: acceptedContradictions },
    { name: "replicas are left to what scales", problems: writtenReplicas },
    { name: "skaffold.yaml renders", problems: skaffoldProblems },
  ];
}

async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, text] of await chartFiles())
    if ((await readFile(join(CHART, name), "utf8").catch(() => "")) !== text) stale.push(name);
  return stale.map((name) => `${name}: run node deploy/local/run.mjs deploy/kube-test/write-chart-files.ts`);
}

async function lint(args: readonly string[]): Promise<string[]> {
  const { ok, out, error } = helm(["lint", "--strict", "--kube-version", KUBERNETES, CHART, ...args]);
  return ok ? [] : [out + error];
}

async function tooManyValues(): Promise<string[]> {
  const lines = (await readFile(join(CHART, "values.yaml"), "utf8")).split("\n").length;
  return lines <= MOST_VALUES_LINES ? [] : [`${lines} lines`];
}

async function variantProblems(file: string): Promise<string[]> {
  const path = join(CHART, "ci", file);
  const rendered = template(["--values", path]);
  if (!rendered.ok) return [rendered.error];
  const found = manifests(rendered.out);
  const values = parse(await readFile(path, "utf8")) as { networkPolicy?: { enabled?: boolean } } | null;
  return [
    ...(await lint(["--values", path])),
    ...podProblems(found, { policies: values?.networkPolicy?.enabled !== false }),
    ...danglingReferences(found),
  ];
}

async function acceptedTypos(): Promise<string[]> {
  const values = parse(await readFile(join(CHART, "values.yaml"), "utf8"), { merge: true }) as Record<
    string,
    unknown
  >;
  return typosOf(values, TYPOS).flatMap(({ path, wrong, values: mistaken }) => {
    const { ok, error } = template([], stringify(mistaken));
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

interface Skaffold {
  build: { artifacts: { image: string }[] };
  deploy: {
    helm: {
      releases: {
        chartPath: string;
        setValueTemplates?: Record<string, string>;
        setValues?: Record<string, unknown>;
      }[];
    };
  };
}

/** As skaffold would: its templates filled with what it knows of a built image. */
async function skaffoldProblems(): Promise<string[]> {
  const skaffold = parse(await readFile(join(REPOSITORY, "skaffold.yaml"), "utf8")) as Skaffold;
  const problems: string[] = [];
  for (const { setValueTemplates = {} } of skaffold.deploy.helm.releases) {
    const known: Record<string, string> = {};
    for (const { image } of skaffold.build.artifacts) {
      const suffix = image.replaceAll("-", "_");
      known[`IMAGE_REPO_${suffix}`] = `registry.example/${image}`;
      known[`IMAGE_TAG_${suffix}`] = "abc";
    }
    const sets = Object.entries(setValueTemplates).map(([key, text]) => {
      const filled = text.replace(
        /\{\{\s*\.(\w+)\s*\}\}/g,
        (_, name: string) => known[name] ?? `UNKNOWN_${name}`,
      );
      if (filled.includes("UNKNOWN_")) problems.push(`${key}: ${filled}`);
      return `${key}=${filled}`;
    });
    const { ok, out, error } = template(["--set", sets.join(",")]);
    if (!ok) problems.push(error);
    else
      for (const { image } of skaffold.build.artifacts)
        if (!out.includes(`registry.example/${image}:abc`))
          problems.push(`${image} is built and not deployed`);
  }
  return problems;
}
