import { readFileSync } from "node:fs";

import type { DetectedResource, Resource } from "@opentelemetry/resources";
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from "@opentelemetry/resources";

import { appPackage } from "./app-package.ts";
import type { Settings } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Environment names by which a pod gets these through the downward API; the first one that is set counts. */
const KUBERNETES = {
  "k8s.namespace.name": ["K8S_NAMESPACE_NAME", "POD_NAMESPACE"],
  "k8s.pod.name": ["K8S_POD_NAME", "POD_NAME"],
  "k8s.pod.uid": ["K8S_POD_UID", "POD_UID"],
  "k8s.pod.ip": ["K8S_POD_IP", "POD_IP"],
  "k8s.node.name": ["K8S_NODE_NAME", "NODE_NAME"],
  "k8s.container.name": ["K8S_CONTAINER_NAME", "CONTAINER_NAME"],
  "k8s.deployment.name": ["K8S_DEPLOYMENT_NAME", "DEPLOYMENT_NAME"],
  "k8s.cluster.name": ["K8S_CLUSTER_NAME", "CLUSTER_NAME"],
} as const;

/** Who sends: service, process, host, container, pod. What the environment or the options say goes before what is found. */
export function resourceOf(settings: Settings, env: Environment): Resource {
  return defaultResource()
    .merge(resourceFromAttributes(appPackage(process.argv[1])))
    .merge(
      detectResources({
        detectors: [
          serviceInstanceIdDetector,
          { detect: () => withoutArguments(processDetector.detect()) },
          hostDetector,
          osDetector,
          { detect: () => ({ attributes: kubernetesAttributes(env) }) },
          { detect: () => ({ attributes: containerAttributes() }) },
          envDetector,
        ],
      }),
    )
    .merge(resourceFromAttributes(settings.resourceAttributes))
    .merge(
      resourceFromAttributes(
        settings.serviceName === undefined ? {} : { "service.name": settings.serviceName },
      ),
    );
}

/** The command line may hold a password. */
function withoutArguments({ attributes }: DetectedResource): DetectedResource {
  const { "process.command_args": _arguments, ...rest } = attributes ?? {};
  return { attributes: rest };
}

/** Only in a pod: `NODE_NAME` and the like mean nothing elsewhere. */
export function kubernetesAttributes(env: Environment): Record<string, string> {
  const found: Record<string, string> = {};
  if (env["KUBERNETES_SERVICE_HOST"] === undefined) return found;
  for (const [attribute, variables] of Object.entries(KUBERNETES)) {
    const value = variables.map((variable) => env[variable]).find(Boolean);
    if (value !== undefined) found[attribute] = value;
  }
  found["k8s.pod.name"] ??= env["HOSTNAME"] ?? "";
  return found;
}

function containerAttributes(): Record<string, string> {
  for (const file of ["/proc/self/cgroup", "/proc/self/mountinfo"]) {
    const id = containerId(textOf(file));
    if (id !== undefined) return { "container.id": id };
  }
  return {};
}

/** 64 hex digits: after the last slash in a cgroup, or of the folder a runtime mounts the pod's files from. */
export function containerId(text: string): string | undefined {
  const path = /(?:^\d+:[^:\n]*:.*[/:-]|\/(?:containers|docker|overlay-containers)\/)([0-9a-f]{64})\b/m;
  return path.exec(text)?.[1];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
