import { command } from "../helm.ts";

interface Report {
  resources: { filename: string; kind: string; name: string; status: string; msg: string }[];
  summary: { valid: number; invalid: number; errors: number; skipped: number };
}

const OPTIONS = ["-strict", "-output", "json", "-summary", "-verbose"];

/** What of these objects a server of that version would refuse, or not know. `schemas`: folder of installSchemas. */
export function conformProblems(text: string, version: string, schemas: string): string[] {
  const { out, error } = command("kubeconform", [...OPTIONS, ...argumentsOf(version, schemas)], text);
  if (out === "") return [`kubeconform: ${error}`];
  const { resources, summary } = JSON.parse(out) as Report;
  const problems = resources
    .filter(({ status }) => status !== "statusValid")
    .map(({ kind, name, msg, status }) => `${version}: ${kind}/${name}: ${msg || status}`);
  return summary.valid === 0 ? [`${version}: not one object was validated`, ...problems] : problems;
}

function argumentsOf(version: string, schemas: string): string[] {
  const places = [
    "{{ .NormalizedKubernetesVersion }}/{{ .ResourceKind }}{{ .KindSuffix }}.json",
    "crd/{{ .Group }}_{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json",
  ];
  const locations = places.flatMap((place) => ["-schema-location", `${schemas}/${place}`]);
  return ["-kubernetes-version", version, ...locations];
}
