import { setTimeout as delay } from "node:timers/promises";
import { stringify } from "yaml";
import { command, helm, type Outcome } from "./helm.ts";

export const NAMESPACE = "mystocks-kube-test";
export const RELEASE = "mystocks-monitor";

/** Rejects when it fails. */
export function kubectl(...args: readonly string[]): string {
  return orThrow(`kubectl ${args[0]}`, command("kubectl", ["--namespace", NAMESPACE, ...args]));
}

export function release(...args: readonly string[]): string {
  return orThrow(`helm ${args[0]}`, helm([...args, "--namespace", NAMESPACE]));
}

export function apply(...objects: readonly object[]): void {
  const text = objects.map((one) => stringify(one)).join("---\n");
  orThrow("kubectl apply", command("kubectl", ["--namespace", NAMESPACE, "apply", "-f", "-"], text));
}

function orThrow(what: string, { ok, out, error }: Outcome): string {
  if (!ok) throw new Error(`${what} failed: ${(error || out).trim().split("\n").slice(-12).join("\n")}`);
  return out;
}

/** Until `look` gives something; rejects with `what` after `seconds`. */
export async function until<T>(what: string, seconds: number, look: () => T | undefined): Promise<T> {
  const deadlineMs = performance.now() + seconds * 1000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs) throw new Error(`not within ${seconds} s: ${what}`);
    await delay(500);
  }
}

/** A pod that runs a script in the release's own image, as the Pod Security Standard "restricted" wants it. */
export function scriptPod(parts: {
  name: string;
  script: string;
  env?: Record<string, string>;
  secret?: string;
}): object[] {
  const { name, script, env = {}, secret } = parts;
  const image = kubectl(
    "get",
    "deployment",
    `${RELEASE}-api`,
    "-o",
    "jsonpath={.spec.template.spec.containers[0].image}",
  );
  const pullPolicy = kubectl(
    "get",
    "deployment",
    `${RELEASE}-api`,
    "-o",
    "jsonpath={.spec.template.spec.containers[0].imagePullPolicy}",
  );
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { "script.mjs": script } },
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
            imagePullPolicy: pullPolicy,
            command: ["/usr/local/bin/node", "/script/script.mjs"],
            env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            volumeMounts: [
              { name: "script", mountPath: "/script" },
              ...(secret === undefined ? [] : [{ name: "secret", mountPath: "/run/secrets/ingest" }]),
            ],
          },
        ],
        volumes: [
          { name: "script", configMap: { name } },
          ...(secret === undefined ? [] : [{ name: "secret", secret: { secretName: secret } }]),
        ],
      },
    },
  ];
}

/** Waits for a pod's end and gives what it printed. */
export async function outputOf(pod: string, seconds: number): Promise<string> {
  const phase = await until(`the end of pod ${pod}`, seconds, () => {
    const now = kubectl("get", "pod", pod, "-o", "jsonpath={.status.phase}");
    return now === "Succeeded" || now === "Failed" ? now : undefined;
  });
  const printed = kubectl("logs", pod);
  if (phase === "Failed") throw new Error(`pod ${pod} failed: ${printed.slice(-800)}`);
  return printed.trim();
}
