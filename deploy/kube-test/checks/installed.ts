import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { CHART } from "../chart-files.ts";
import { helm, KUBERNETES, manifests, template, type Manifest } from "../helm.ts";

interface Release {
  manifest: string;
  hooks?: { manifest: string }[];
}

const DRY_RUN = ["--dry-run=client", "--output", "json", "--disable-openapi-validation"];

/** Objects that `helm install` and `helm template` render differently. Of Secrets only the names of keys are compared. */
export async function otherThanInstalled(args: readonly string[]): Promise<string[]> {
  const rendered = template(args);
  if (!rendered.ok) return [rendered.error];
  const found = manifests(rendered.out);
  const { url, stop } = await startDiscovery(found);
  const where = ["--namespace", "mystocks", "--kube-apiserver", url];
  const installed = helm(["install", "monitor", CHART, ...DRY_RUN, ...where, ...args]);
  await stop();
  if (!installed.ok) return [installed.error];
  const release = JSON.parse(installed.out.slice(installed.out.indexOf("{"))) as Release;
  const hooks = (release.hooks ?? []).map(({ manifest }) => manifest).join("\n---\n");
  return differing(manifests(`${release.manifest}\n---\n${hooks}`), found);
}

/** Even a dry run asks a cluster for its version and kinds: it is told those of the chart's own objects. */
async function startDiscovery(found: readonly Manifest[]) {
  const kinds = found.map(({ apiVersion, kind }) => ({ apiVersion, kind }));
  const child = spawn(process.execPath, [join(import.meta.dirname, "discovery.mjs")], {
    env: { ...process.env, KINDS: JSON.stringify(kinds), KUBERNETES },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop };
}

function differing(installed: readonly Manifest[], rendered: readonly Manifest[]): string[] {
  const one = byName(installed);
  const other = byName(rendered);
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((name) => !isDeepStrictEqual(one.get(name), other.get(name)))
    .map((name) => `${name}: helm install and helm template differ`);
}

function byName(found: readonly Manifest[]): Map<string, unknown> {
  return new Map(found.map((one) => [`${one.kind}/${one.metadata.name}`, withoutChance(one)]));
}

/** Passwords are made anew in each rendering, and what is made of them. */
function withoutChance(manifest: Manifest & { data?: object }): unknown {
  return manifest.kind === "Secret" ? { ...manifest, data: Object.keys(manifest.data ?? {}) } : manifest;
}
