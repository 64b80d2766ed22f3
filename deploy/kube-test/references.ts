import type { Labels, Manifest, PodSpec } from "./helm.ts";
import { podsOf, selects } from "./pods.ts";

/** What points to something that isn't there: selectors of services, policies and budgets, accounts, config maps. */
export function danglingReferences(manifests: readonly Manifest[]): string[] {
  const pods = podsOf(manifests);
  const names = (kind: string) =>
    new Set(manifests.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name));
  const known = { accounts: names("ServiceAccount"), configMaps: names("ConfigMap") };
  return [
    ...manifests.flatMap((manifest) => {
      const selector = selectorOf(manifest);
      const isFound = selector === undefined || pods.some(({ labels }) => selects(selector, labels));
      return isFound ? [] : [`${manifest.kind}/${manifest.metadata.name} selects no pod`];
    }),
    ...pods.flatMap(({ from, spec }) =>
      [...missing(spec, known), ...probesOfNoPort(spec)].map((problem) => `${from}: ${problem}`),
    ),
  ];
}

function selectorOf({ kind, spec }: Manifest): { matchLabels?: Labels } | undefined {
  switch (kind) {
    case "Service":
      return { matchLabels: spec?.selector as Labels };
    case "NetworkPolicy":
      return spec?.podSelector;
    case "PodDisruptionBudget":
    case "PodMonitor":
      return spec?.selector;
    default:
      return undefined;
  }
}

function missing(
  { serviceAccountName, volumes = [] }: PodSpec,
  known: { accounts: Set<string>; configMaps: Set<string> },
): string[] {
  const maps = volumes.flatMap(({ configMap }) => (configMap === undefined ? [] : [configMap.name]));
  return [
    ...(serviceAccountName === undefined || known.accounts.has(serviceAccountName)
      ? []
      : [`there is no service account ${serviceAccountName}`]),
    ...maps.filter((name) => !known.configMaps.has(name)).map((name) => `there is no config map ${name}`),
  ];
}

function probesOfNoPort({ containers }: PodSpec): string[] {
  return containers.flatMap((container) => {
    const named = new Set((container.ports ?? []).map(({ name }) => name));
    return (["startupProbe", "livenessProbe", "readinessProbe"] as const).flatMap((probe) => {
      const { httpGet, tcpSocket } = container[probe] ?? {};
      const port = httpGet?.port ?? tcpSocket?.port;
      return port === undefined || named.has(String(port))
        ? []
        : [`${probe} asks port ${port}, which has no name`];
    });
  });
}
