import type { Manifest } from "./helm.ts";
import { podsOf, selects } from "./pods.ts";

/** What points to something that isn't there: selectors of services, policies and budgets, accounts, config maps. */
export function danglingReferences(manifests: readonly Manifest[]): string[] {
  const pods = podsOf(manifests);
  const names = (kind: string) =>
    new Set(manifests.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name));
  const accounts = names("ServiceAccount");
  const configMaps = names("ConfigMap");
  return [
    ...manifests.flatMap(({ kind, metadata, spec }) => {
      const selector =
        kind === "Service" ? { matchLabels: spec.selector } : (spec?.podSelector ?? spec?.selector);
      const isSelecting = ["Service", "NetworkPolicy", "PodDisruptionBudget", "PodMonitor"].includes(kind);
      if (!isSelecting || pods.some(({ labels }) => selects(selector, labels))) return [];
      return [`${kind}/${metadata.name} selects no pod`];
    }),
    ...pods.flatMap(({ from, spec }) => [
      ...(spec.serviceAccountName !== undefined && !accounts.has(spec.serviceAccountName)
        ? [`${from}: there is no service account ${spec.serviceAccountName}`]
        : []),
      ...(spec.volumes ?? [])
        .filter((volume: any) => volume.configMap !== undefined && !configMaps.has(volume.configMap.name))
        .map((volume: any) => `${from}: there is no config map ${volume.configMap.name}`),
      ...portsNotThere(from, spec),
    ]),
  ];
}

function portsNotThere(from: string, spec: any): string[] {
  return spec.containers.flatMap((container: any) => {
    const named = new Set((container.ports ?? []).map(({ name }: { name: string }) => name));
    return ["startupProbe", "livenessProbe", "readinessProbe"].flatMap((probe) => {
      const { httpGet, tcpSocket } = container[probe] ?? {};
      const port = httpGet?.port ?? tcpSocket?.port;
      return port === undefined || named.has(port)
        ? []
        : [`${from}: ${probe} asks port ${port}, which has no name`];
    });
  });
}
