import { spawnSync } from "node:child_process";
import { parseAllDocuments } from "yaml";
import { CHART } from "./chart-files.ts";

/** An object of Kubernetes, as far as one looks into it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec?: Spec;
}

export type Labels = Record<string, string>;

/** Of every kind that is looked into; each has some of it. */
export interface Spec extends Partial<PodSpec> {
  template?: { metadata: { labels: Labels }; spec: PodSpec };
  selector?: Labels | { matchLabels?: Labels };
  podSelector?: { matchLabels?: Labels };
  policyTypes?: string[];
  replicas?: number;
  /** Of a KafkaTopic. */
  topicName?: string;
  config?: Record<string, unknown>;
}

export interface PodSpec {
  restartPolicy?: string;
  serviceAccountName?: string;
  securityContext?: {
    runAsNonRoot?: boolean;
    runAsUser?: number;
    seccompProfile?: { type: string };
  };
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  initContainers?: Container[];
  containers: Container[];
  volumes?: Volume[];
}

interface Volume {
  name: string;
  emptyDir?: { sizeLimit?: string };
  configMap?: { name: string };
}

export type ProbeName = "startupProbe" | "livenessProbe" | "readinessProbe";

interface Probe {
  httpGet?: { port: string | number };
  tcpSocket?: { port: string | number };
}

export interface Container extends Partial<Record<ProbeName, Probe>> {
  name: string;
  image?: string;
  ports?: { name: string }[];
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
  resources?: Partial<Record<"requests" | "limits", Record<string, string>>>;
}

export interface Outcome {
  ok: boolean;
  out: string;
  error: string;
}

/** What our build of helm would otherwise take for 1.20. */
export const KUBERNETES = "1.34.0";

export function helm(args: readonly string[], input?: string): Outcome {
  return command("helm", args, input);
}

export function command(program: string, args: readonly string[], input?: string): Outcome {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...(input !== undefined && { input }),
  });
  return { ok: status === 0, out: stdout ?? "", error: stderr ?? "" };
}

export const hasHelm = (): boolean => helm(["version", "--short"]).ok;

interface TemplateOptions {
  /** YAML that goes over the files of values. */
  values?: string;
  kubernetes?: string;
}

export function template(
  args: readonly string[],
  { values, kubernetes = KUBERNETES }: TemplateOptions = {},
): Outcome {
  const given = values === undefined ? [] : ["--values", "-"];
  const where = ["--namespace", "mystocks", "--kube-version", kubernetes];
  return helm(["template", "monitor", CHART, ...where, ...given, ...args], values);
}

/** What `helm lint --strict` says. */
export function lint(args: readonly string[]): string[] {
  const { ok, out, error } = helm(["lint", "--strict", "--kube-version", KUBERNETES, CHART, ...args]);
  return ok ? [] : [out + error];
}

/** Throws on YAML that a cluster would refuse, such as a key that stands there twice. */
export function manifests(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw new Error(`${error.message}\n${document.toString().slice(0, 500)}`);
      return document.toJS() as Manifest | null;
    })
    .filter((manifest) => manifest !== null);
}
