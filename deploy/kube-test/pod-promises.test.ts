import { expect, test } from "@jest/globals";
import type { Manifest, PodSpec, Spec } from "./helm.ts";
import { podProblems } from "./pod-promises.ts";

const resources = { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" };
const probe = (port: string) => ({ tcpSocket: { port } });

const good: PodSpec = {
  securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "main",
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      resources: { requests: resources, limits: resources },
      startupProbe: probe("a"),
      livenessProbe: probe("a"),
      readinessProbe: probe("b"),
    },
  ],
};

const deployment = (pod: PodSpec): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "one" },
  spec: { template: { metadata: { labels: { app: "one" } }, spec: pod } },
});

const policy = (spec: Spec): Manifest => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "one" },
  spec,
});

const closed = policy({ podSelector: { matchLabels: { app: "one" } }, policyTypes: ["Ingress", "Egress"] });

test("a pod that keeps every promise has no problem", () => {
  expect(podProblems([deployment(good), closed], { policies: true })).toEqual([]);
});

test.each<[string, PodSpec]>([
  [
    "runAsNonRoot is not true",
    { ...good, securityContext: { ...good.securityContext, runAsNonRoot: false } },
  ],
  ["runAsUser 999 is below 10000", { ...good, securityContext: { ...good.securityContext, runAsUser: 999 } }],
  ["hostNetwork is set", { ...good, hostNetwork: true }],
  ["volume scratch has no sizeLimit", { ...good, volumes: [{ name: "scratch", emptyDir: {} }] }],
])("%s", (problem, pod) => {
  expect(podProblems([deployment(pod)], { policies: false })).toEqual([`Deployment/one: ${problem}`]);
});

test("an init container answers for its security too, and not for probes", () => {
  const pod = { ...good, initContainers: [{ name: "first" }] };
  const problems = podProblems([deployment(pod)], { policies: false });
  expect(problems).toContain("Deployment/one: first: readOnlyRootFilesystem is not true");
  expect(problems.join()).not.toContain("first: no startupProbe");
});

test("a pod that no policy selects, or one that leaves a way open, is named", () => {
  const elsewhere = policy({ podSelector: { matchLabels: { app: "two" } }, policyTypes: ["Ingress"] });
  const half = policy({ podSelector: {}, policyTypes: ["Ingress"] });
  expect(podProblems([deployment(good), elsewhere], { policies: true })).toEqual([
    "Deployment/one: no NetworkPolicy selects it",
  ]);
  expect(podProblems([deployment(good), half], { policies: true })).toEqual([
    "Deployment/one: Egress is not restricted",
  ]);
});
