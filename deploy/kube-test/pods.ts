import type { Labels, Manifest, PodSpec } from "./helm.ts";

/** A pod that a manifest makes. */
export interface FoundPod {
  /** `Deployment/monitor-api` */
  from: string;
  labels: Labels;
  spec: PodSpec;
  /** Runs to its end: no probes are asked of it. */
  ends: boolean;
}

export function podsOf(manifests: readonly Manifest[]): FoundPod[] {
  return manifests.flatMap(({ kind, metadata, spec }) => {
    const from = `${kind}/${metadata.name}`;
    if (kind === "Pod" && spec?.containers !== undefined) {
      const own = { ...spec, containers: spec.containers };
      return [{ from, labels: metadata.labels ?? {}, spec: own, ends: spec.restartPolicy === "Never" }];
    }
    const template = spec?.template;
    if (template === undefined) return [];
    return [{ from, labels: template.metadata.labels, spec: template.spec, ends: kind === "Job" }];
  });
}

export function selects(selector: { matchLabels?: Labels }, labels: Labels): boolean {
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}
