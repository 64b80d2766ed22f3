import { isDeepStrictEqual } from "node:util";
import { CHART } from "../chart-files.ts";
import { helm, manifests, template, type Manifest } from "../helm.ts";

interface Release {
  manifest: string;
  hooks?: { manifest: string }[];
}

/** Objects that `helm install` and `helm template` render differently. Of Secrets only the names of keys are compared. */
export function otherThanInstalled(args: readonly string[]): string[] {
  const installed = helm([
    ...["install", "monitor", CHART, "--namespace", "mystocks", "--dry-run=client", "--output", "json"],
    ...args,
  ]);
  const rendered = template(args);
  if (!installed.ok || !rendered.ok) return [installed.error + rendered.error];
  const release = JSON.parse(installed.out.slice(installed.out.indexOf("{"))) as Release;
  const hooks = (release.hooks ?? []).map(({ manifest }) => manifest).join("\n---\n");
  const inInstall = byName(manifests(`${release.manifest}\n---\n${hooks}`));
  const inTemplate = byName(manifests(rendered.out));
  return [...new Set([...inInstall.keys(), ...inTemplate.keys()])].flatMap((name) =>
    isDeepStrictEqual(inInstall.get(name), inTemplate.get(name)) ? [] : [`${name} differs`],
  );
}

function byName(found: readonly Manifest[]): Map<string, unknown> {
  return new Map(found.map((one) => [`${one.kind}/${one.metadata.name}`, withoutChance(one)]));
}

function withoutChance(manifest: Manifest & { data?: object }): unknown {
  return manifest.kind === "Secret" ? { ...manifest, data: Object.keys(manifest.data ?? {}) } : manifest;
}
