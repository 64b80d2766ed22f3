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
  // Read by path; each kind has its own form.
  spec?: any;
  [key: string]: unknown;
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

export function template(args: readonly string[], values?: string): Outcome {
  const given = values === undefined ? [] : ["--values", "-"];
  return helm(
    [
      "template",
      "monitor",
      CHART,
      "--namespace",
      "mystocks",
      "--kube-version",
      KUBERNETES,
      ...given,
      ...args,
    ],
    values,
  );
}

export function manifests(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}
