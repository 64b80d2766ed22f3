import { expect, test } from "@jest/globals";

import { containerId, kubernetesAttributes } from "./resource.ts";

const ID = "3f".repeat(32);

test.each([
  ["cgroup v1", `12:memory:/docker/${ID}\n`],
  ["cgroup v1 of systemd", `1:name=systemd:/kubepods.slice/kubepods-pod1.slice/cri-containerd-${ID}.scope\n`],
  ["cgroup v2", `0::/kubepods/burstable/pod1/${ID}\n`],
  [
    "mountinfo of Docker",
    `573 552 254:1 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw - ext4 /dev/vda1 rw\n`,
  ],
])("finds the container's id: %s", (_case, text) => {
  expect(containerId(text)).toBe(ID);
});

test("outside a container there is no id", () => {
  expect(containerId("0::/user.slice/session-1.scope\n")).toBeUndefined();
});

test("a pod is what the downward API says", () => {
  expect(
    kubernetesAttributes({
      KUBERNETES_SERVICE_HOST: "10.0.0.1",
      K8S_NAMESPACE_NAME: "mystocks",
      POD_NAME: "market-data-1",
      NODE_NAME: "node-3",
    }),
  ).toEqual({
    "k8s.namespace.name": "mystocks",
    "k8s.pod.name": "market-data-1",
    "k8s.node.name": "node-3",
  });
});

test("outside Kubernetes such variables mean nothing", () => {
  expect(kubernetesAttributes({ NODE_NAME: "node-3", HOSTNAME: "laptop" })).toEqual({});
});
