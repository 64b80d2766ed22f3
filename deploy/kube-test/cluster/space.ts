import { setTimeout as delay } from "node:timers/promises";
import { stringify } from "yaml";
import { CHART } from "../chart-files.ts";
import { command, helm, type Outcome } from "../helm.ts";

export const RELEASE = "mystocks-monitor";
export const READY_SECONDS = 180;

/** A name space that enforces the Pod Security Standard "restricted", and the release in it. */
export class Space {
  readonly name: string;
  /** Arguments of every install and upgrade: which images there are. */
  readonly given: readonly string[];
  readonly #beside = new Map<string, Space>();

  constructor(name: string, given: readonly string[]) {
    this.name = name;
    this.given = given;
  }

  open(): void {
    this.close();
    done("kubectl create", command("kubectl", ["create", "namespace", this.name]));
    const restricted = "pod-security.kubernetes.io/enforce=restricted";
    done("kubectl label", command("kubectl", ["label", "namespace", this.name, restricted]));
  }

  /** Another name space of the same test, closed with this one. */
  beside(name: string): Space {
    const found = this.#beside.get(name) ?? new Space(`${this.name}-${name}`, this.given);
    this.#beside.set(name, found);
    return found;
  }

  close(): void {
    for (const one of this.#beside.values()) one.close();
    done(
      "kubectl delete",
      command("kubectl", ["delete", "namespace", this.name, "--ignore-not-found", "--wait"]),
    );
  }

  /** Throws when it fails. */
  kubectl(...args: readonly string[]): string {
    return done(`kubectl ${args[0]}`, this.try(...args));
  }

  try(...args: readonly string[]): Outcome {
    return command("kubectl", ["--namespace", this.name, ...args]);
  }

  apply(...objects: readonly object[]): void {
    const text = objects.map((one) => stringify(one)).join("---\n");
    done("kubectl apply", command("kubectl", ["--namespace", this.name, "apply", "-f", "-"], text));
  }

  /** Whether the API server takes an object at a path of its own. */
  create(path: string, object: object): boolean {
    return command("kubectl", ["create", "--raw", path, "-f", "-"], JSON.stringify(object)).ok;
  }

  helm(...args: readonly string[]): string {
    return done(`helm ${args[0]}`, this.tryHelm(...args));
  }

  tryHelm(...args: readonly string[]): Outcome {
    return helm([...args, "--namespace", this.name]);
  }

  install(settings: readonly string[] = [], chart = CHART): void {
    this.helm("install", RELEASE, chart, ...this.given, ...settings);
  }

  /** `values`: what `--values -` among the settings reads. */
  upgrade(settings: readonly string[] = [], values?: string): void {
    done("helm upgrade", this.tryUpgrade(settings, values));
  }

  tryUpgrade(settings: readonly string[], values?: string): Outcome {
    return helm(["upgrade", RELEASE, CHART, ...this.given, ...settings, "--namespace", this.name], values);
  }

  /** What `helm test` finds wrong, with the log of the test that failed. */
  test(): string[] {
    const { ok, error } = this.tryHelm("test", RELEASE, "--timeout", "240s");
    if (ok) return [];
    const logs = ["", "-alert"].map((suffix) => this.try("logs", `${RELEASE}-test${suffix}`).out);
    return [error, ...logs.filter((text) => text !== "")];
  }

  /** Throws with what is not Ready and why. */
  ready(seconds = READY_SECONDS): void {
    const workloads = this.kubectl("get", "deployments,statefulsets,daemonsets", "-o", "name");
    for (const workload of workloads.trim().split("\n")) {
      const { ok, error } = this.try("rollout", "status", workload, `--timeout=${seconds}s`);
      if (!ok) throw new Error(`${workload}: ${error}\n${this.try("get", "pods", "-o", "wide").out}`);
    }
  }

  /** Name of a role's first pod. */
  podOf(component: string): string {
    const selector = `app.kubernetes.io/instance=${RELEASE},app.kubernetes.io/component=${component}`;
    return this.kubectl("get", "pods", "-l", selector, "-o", "jsonpath={.items[0].metadata.name}");
  }

  /** What a statement on the bundled store gives, a row a line, columns apart by |. */
  sql(statement: string): string {
    const connection = ["--host=/var/run/postgresql", "--username=monitor", "--dbname=monitor"];
    return this.kubectl(
      "exec",
      `${RELEASE}-postgresql-0`,
      "--",
      "psql",
      ...connection,
      "-tA",
      "-c",
      statement,
    ).trim();
  }
}

export function secretOf(name: string, stringData: Record<string, string>): object {
  return { apiVersion: "v1", kind: "Secret", metadata: { name }, stringData };
}

function done(what: string, { ok, out, error }: Outcome): string {
  if (!ok) throw new Error(`${what} failed: ${(error || out).trim().split("\n").slice(-12).join("\n")}`);
  return out;
}

/** Until `look` gives something; rejects with `what` after `seconds`. What throws has given nothing yet. */
export async function until<T>(what: string, seconds: number, look: () => T | undefined): Promise<T> {
  const deadlineMs = performance.now() + seconds * 1000;
  for (let problem = ""; ; await delay(500)) {
    try {
      const found = look();
      if (found !== undefined) return found;
    } catch (error) {
      problem = (error as Error).message;
    }
    if (performance.now() > deadlineMs) throw new Error(`not within ${seconds} s: ${what} ${problem}`);
  }
}

export async function seconds(work: () => Promise<void> | void): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}
