import { podsOf, selects, type FoundPod } from "./pods.ts";
import type { Container, Manifest, ProbeName } from "./helm.ts";

/** What is wrong with the pods of a rendered chart: Pod Security Standard "restricted" and what goes beyond it. */
export function podProblems(manifests: readonly Manifest[], { policies }: { policies: boolean }): string[] {
  return podsOf(manifests).flatMap((pod) =>
    [
      ...ofPod(pod),
      ...containersOf(pod).flatMap(([container, ends]) => ofContainer(container, ends)),
      ...(policies ? withoutPolicy(pod, manifests) : []),
    ].map((problem) => `${pod.from}: ${problem}`),
  );
}

const LOWEST_UID = 10_000;
const ALLOWED_VOLUMES = new Set([
  "configMap",
  "secret",
  "emptyDir",
  "persistentVolumeClaim",
  "projected",
  "downwardAPI",
]);

function ofPod({ spec }: FoundPod): string[] {
  const security = spec.securityContext ?? {};
  const problems: string[] = [];
  if (security.runAsNonRoot !== true) problems.push("runAsNonRoot is not true");
  if ((security.runAsUser ?? 0) < LOWEST_UID)
    problems.push(`runAsUser ${security.runAsUser ?? "of the image"} is below ${LOWEST_UID}`);
  if (security.seccompProfile?.type !== "RuntimeDefault")
    problems.push("seccompProfile is not RuntimeDefault");
  for (const key of ["hostNetwork", "hostPID", "hostIPC"] as const)
    if (spec[key]) problems.push(`${key} is set`);
  for (const volume of spec.volumes ?? []) {
    const [kind] = Object.keys(volume).filter((key) => key !== "name");
    if (kind === undefined || !ALLOWED_VOLUMES.has(kind))
      problems.push(`volume ${volume.name} is a ${kind ?? "nothing"}`);
    if (volume.emptyDir !== undefined && volume.emptyDir.sizeLimit === undefined)
      problems.push(`volume ${volume.name} has no sizeLimit`);
  }
  return problems;
}

/** With whether each runs to its end. */
function containersOf({ spec, ends }: FoundPod): [Container, boolean][] {
  return [
    ...(spec.initContainers ?? []).map((one): [Container, boolean] => [one, true]),
    ...spec.containers.map((one): [Container, boolean] => [one, ends]),
  ];
}

const PROBES: readonly ProbeName[] = ["startupProbe", "livenessProbe", "readinessProbe"];

function ofContainer(container: Container, ends: boolean): string[] {
  const security = container.securityContext ?? {};
  const problems: string[] = [];
  if (security.allowPrivilegeEscalation !== false) problems.push("allowPrivilegeEscalation is not false");
  if (security.readOnlyRootFilesystem !== true) problems.push("readOnlyRootFilesystem is not true");
  if (!security.capabilities?.drop?.includes("ALL")) problems.push("capabilities are not dropped");
  for (const side of ["requests", "limits"] as const)
    for (const resource of ["cpu", "memory", "ephemeral-storage"])
      if (container.resources?.[side]?.[resource] === undefined) problems.push(`no ${side}.${resource}`);
  if (!ends) {
    for (const probe of PROBES) if (container[probe] === undefined) problems.push(`no ${probe}`);
    if (JSON.stringify(container.livenessProbe) === JSON.stringify(container.readinessProbe))
      problems.push("liveness and readiness are the same");
  }
  return problems.map((problem) => `${container.name}: ${problem}`);
}

function withoutPolicy({ labels }: FoundPod, manifests: readonly Manifest[]): string[] {
  const policies = manifests.flatMap(({ kind, spec }) =>
    kind === "NetworkPolicy" && spec?.podSelector !== undefined && selects(spec.podSelector, labels)
      ? [spec.policyTypes ?? []]
      : [],
  );
  if (policies.length === 0) return ["no NetworkPolicy selects it"];
  return policies.flatMap((types) =>
    ["Ingress", "Egress"].filter((type) => !types.includes(type)).map((type) => `${type} is not restricted`),
  );
}
