import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const FILES = ["builder.yaml", "go.mod", "go.sum"] as const;

export interface CollectorSources {
  /** Of the Collector and of its builder. */
  version: string;
  files: Record<(typeof FILES)[number], string>;
}

/** What the Collector is built of: the builder's manifest and the modules it resolved to. */
export async function collectorSources(): Promise<CollectorSources> {
  const texts = await Promise.all(
    FILES.map(async (name) => [name, await readFile(fileURLToPath(new URL(name, import.meta.url)), "utf8")]),
  );
  const files = Object.fromEntries(texts) as CollectorSources["files"];
  const { dist } = parse(files["builder.yaml"]) as { dist: { version: string } };
  return { version: dist.version, files };
}
