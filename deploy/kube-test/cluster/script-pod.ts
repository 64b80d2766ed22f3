import { readFile } from "node:fs/promises";
import { RELEASE, until, type Space } from "./space.ts";

export interface ScriptPod {
  name: string;
  /** Of the folder in-cluster. */
  script: string;
  env?: Record<string, string>;
  /** Secrets to mount at /run/secrets/NAME, by NAME. */
  secrets?: Record<string, string>;
}

/** Runs a script in the release's own image in a pod that is no part of it, as "restricted" wants pods to be. */
export async function startScript(space: Space, pod: ScriptPod): Promise<void> {
  stopScript(space, pod.name);
  const text = await readFile(new URL(`../in-cluster/${pod.script}.mjs`, import.meta.url), "utf8");
  const { image, imagePullPolicy } = imageOf(space);
  const { name, env = {}, secrets = {} } = pod;
  space.apply(
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { "script.mjs": text } },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels: { app: name } },
      spec: {
        restartPolicy: "Never",
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "script",
            image,
            imagePullPolicy,
            command: ["/usr/local/bin/node", "/script/script.mjs"],
            env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            volumeMounts: [
              { name: "script", mountPath: "/script" },
              ...Object.keys(secrets).map((key) => ({ name: key, mountPath: `/run/secrets/${key}` })),
            ],
          },
        ],
        volumes: [
          { name: "script", configMap: { name } },
          ...Object.entries(secrets).map(([key, secretName]) => ({ name: key, secret: { secretName } })),
        ],
      },
    },
  );
}

export function stopScript(space: Space, name: string): void {
  space.kubectl("delete", "pod,configmap", name, "--ignore-not-found", "--grace-period=1", "--wait");
}

/** Waits for a pod's end and gives what it printed. */
export async function outputOf(space: Space, pod: string, withinSeconds: number): Promise<string> {
  const phase = await until(`the end of pod ${pod}`, withinSeconds, () => {
    const now = space.kubectl("get", "pod", pod, "-o", "jsonpath={.status.phase}");
    return now === "Succeeded" || now === "Failed" ? now : undefined;
  });
  const printed = space.kubectl("logs", pod);
  if (phase === "Failed") throw new Error(`pod ${pod} failed: ${printed.slice(-800)}`);
  return printed.trim();
}

/** Runs it to its end; what it prints is JSON. */
export async function resultOf<T>(space: Space, pod: ScriptPod, withinSeconds: number): Promise<T> {
  await startScript(space, pod);
  const printed = await outputOf(space, pod.name, withinSeconds);
  return JSON.parse(printed) as T;
}

/** Gives what a program prints in the first container of a workload. */
export function runIn(space: Space, workload: string, program: string): string {
  return space.kubectl(...execOf(workload, program));
}

/** For a program that ends its container, which may be gone, and the program with it, before it ends itself. */
export function tryIn(space: Space, workload: string, program: string): void {
  space.try(...execOf(workload, program));
}

const execOf = (workload: string, program: string) =>
  ["exec", workload, "--", "/usr/local/bin/node", "-e", program] as const;

/** That the release runs. */
export function imageOf(space: Space): { image: string; imagePullPolicy: string } {
  const path = (key: string) => `{.spec.template.spec.containers[0].${key}}`;
  const shown = space.kubectl(
    "get",
    "deployment",
    `${RELEASE}-api`,
    "-o",
    `jsonpath=${path("image")} ${path("imagePullPolicy")}`,
  );
  const [image = "", imagePullPolicy = ""] = shown.split(" ");
  return { image, imagePullPolicy };
}
