/** skaffold.yaml, as far as we read it. */
export interface Skaffold {
  apiVersion: string;
  kind: string;
  build: {
    artifacts: {
      image: string;
      docker?: { dockerfile: string };
      sync?: { manual?: { src: string; dest: string }[] };
    }[];
  };
  deploy: { helm: { releases: SkaffoldRelease[] } };
  profiles?: Profile[];
}

export interface SkaffoldRelease {
  chartPath: string;
  namespace?: string;
  valuesFiles?: string[];
  setValues?: Record<string, unknown>;
  setValueTemplates?: Record<string, string>;
}

interface Profile {
  name: string;
  patches?: { op: "add" | "remove" | "replace"; path: string; value?: unknown }[];
}

/** The file with the patches of a profile, each applied where its path leads. Throws where it leads nowhere. */
export function withProfile(file: Skaffold, name: string): Skaffold {
  const { profiles = [], ...rest } = structuredClone(file);
  const profile = profiles.find((one) => one.name === name);
  if (profile === undefined) throw new Error(`skaffold.yaml has no profile ${name}`);
  for (const { op, path, value } of profile.patches ?? []) {
    const keys = path.split("/").slice(1);
    const last = keys.pop() ?? "";
    const at = keys.reduce<unknown>(
      (node, key) => (node as Record<string, unknown> | undefined)?.[key],
      rest,
    );
    if (typeof at !== "object" || at === null || (op !== "add" && !(last in at)))
      throw new Error(`profile ${name}: ${path} leads nowhere`);
    if (op === "remove") delete (at as Record<string, unknown>)[last];
    else (at as Record<string, unknown>)[last] = value;
  }
  return rest;
}

/** What skaffold hands to helm for a release once the images are built as `registry.example/NAME:abc`. */
export function helmArguments(file: Skaffold, release: SkaffoldRelease): string[] {
  const known = new Map<string, string>();
  for (const { image } of file.build.artifacts) {
    const suffix = image.replaceAll("-", "_");
    known.set(`IMAGE_REPO_${suffix}`, builtImage(image).split(":")[0] ?? "");
    known.set(`IMAGE_TAG_${suffix}`, "abc");
  }
  const filled = Object.entries(release.setValueTemplates ?? {}).map(([key, text]) => {
    const value = text.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => {
      const found = known.get(name);
      if (found === undefined) throw new Error(`${key}: skaffold knows no {{.${name}}}`);
      return found;
    });
    return `${key}=${value}`;
  });
  const plain = Object.entries(release.setValues ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  return [
    ...(release.valuesFiles ?? []).flatMap((path) => ["--values", path]),
    ...[...plain, ...filled].flatMap((one) => ["--set", one]),
  ];
}

export const builtImage = (name: string): string => `registry.example/${name}:abc`;
