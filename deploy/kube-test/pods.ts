import type { Manifest } from "./helm.ts";

/** A pod that a manifest makes. */
export interface FoundPod {
  /** `Deployment/monitor-api` */
  from: string;
  labels: Record<string, string>;
  spec: any;
  /** Runs to its end: no probes are asked of it. */
  ends: boolean;
}

export function podsOf(manifests: readonly Manifest[]): FoundPod[] {
  return manifests.flatMap((manifest) => {
    const { kind, metadata, spec } = manifest;
    const from = `${kind}/${metadata.name}`;
    if (kind === "Pod")
      return [{ from, labels: metadata.labels ?? {}, spec, ends: spec.restartPolicy === "Never" }];
    if (spec?.template?.spec === undefined) return [];
    return [{ from, labels: spec.template.metadata.labels, spec: spec.template.spec, ends: kind === "Job" }];
  });
}

export function selects(
  selector: { matchLabels?: Record<string, string> },
  labels: Record<string, string>,
): boolean {
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}
