import { podsOf, selects, type FoundPod } from "./pods.ts";
import type { Manifest } from "./helm.ts";

/** What is wrong with the pods of a rendered chart: Pod Security Standard "restricted" and what goes beyond it. */
export function podProblems(manifests: readonly Manifest[], { policies }: { policies: boolean }): string[] {
  return podsOf(manifests).flatMap((pod) =>
    [
      ...ofPod(pod),
      ...containersOf(pod).flatMap((container) => ofContainer(pod, container)),
      ...(policies ? withoutPolicy(pod, manifests) : []),
    ].map((problem) => `${pod.from}: ${problem}`),
  );
}

const OLDEST_UID = 10_000;
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
  if (!(security.runAsUser >= OLDEST_UID))
    problems.push(`runAsUser ${security.runAsUser} is below ${OLDEST_UID}`);
  if (security.seccompProfile?.type !== "RuntimeDefault")
    problems.push("seccompProfile is not RuntimeDefault");
  for (const key of ["hostNetwork", "hostPID", "hostIPC"]) if (spec[key]) problems.push(`${key} is set`);
  for (const volume of spec.volumes ?? []) {
    const [kind] = Object.keys(volume).filter((key) => key !== "name");
    if (kind === undefined || !ALLOWED_VOLUMES.has(kind)) problems.push(`volume ${volume.name} is a ${kind}`);
    if (kind === "emptyDir" && volume.emptyDir.sizeLimit === undefined)
      problems.push(`volume ${volume.name} has no sizeLimit`);
  }
  return problems;
}

function containersOf({ spec }: FoundPod): any[] {
  return [...(spec.initContainers ?? []).map((one: object) => ({ ...one, ends: true })), ...spec.containers];
}

function ofContainer(pod: FoundPod, container: any): string[] {
  const security = container.securityContext ?? {};
  const problems: string[] = [];
  if (security.allowPrivilegeEscalation !== false) problems.push("allowPrivilegeEscalation is not false");
  if (security.readOnlyRootFilesystem !== true) problems.push("readOnlyRootFilesystem is not true");
  if (!security.capabilities?.drop?.includes("ALL")) problems.push("capabilities are not dropped");
  for (const side of ["requests", "limits"])
    for (const resource of ["cpu", "memory", "ephemeral-storage"])
      if (container.resources?.[side]?.[resource] === undefined) problems.push(`no ${side}.${resource}`);
  if (!pod.ends && !container.ends) {
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"])
      if (container[probe] === undefined) problems.push(`no ${probe}`);
    if (JSON.stringify(container.livenessProbe) === JSON.stringify(container.readinessProbe))
      problems.push("liveness and readiness are the same");
  }
  return problems.map((problem) => `${container.name}: ${problem}`);
}

function withoutPolicy({ labels }: FoundPod, manifests: readonly Manifest[]): string[] {
  const policies = manifests.filter(
    ({ kind, spec }) => kind === "NetworkPolicy" && selects(spec.podSelector, labels),
  );
  if (policies.length === 0) return ["no NetworkPolicy selects it"];
  return policies.flatMap(({ spec }) =>
    ["Ingress", "Egress"]
      .filter((type) => !spec.policyTypes.includes(type))
      .map((type) => `${type} is not restricted`),
  );
}
