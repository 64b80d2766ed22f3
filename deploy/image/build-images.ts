import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { collectorSources } from "@mystocks/collector";
import { collectorSbom } from "./collector-sbom.ts";
import { run, type Engine } from "./engine.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const HERE = "deploy/image";
const AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

export const IMAGES = { monitor: "mystocks-monitor", collector: "mystocks-monitor-collector" } as const;

export interface BuildOptions {
  engine: Engine;
  /** `registry.example/team`; images are named `REGISTRY/mystocks-monitor:TAG`. */
  registry: string;
  tag: string;
  /** Base that Node.js and its libraries are taken from. Default: node:24-slim. */
  nodeImage?: string;
  /** A Collector that is built already; else it is built in a container of the Go image. */
  collectorProgram?: string;
  /** Folder for what each image is made of, as CycloneDX documents. */
  sbomFolder?: string;
}

/** Builds both images; returns their names. */
export async function buildImages(options: BuildOptions): Promise<string[]> {
  const name = (image: string) => `${options.registry}/${image}:${options.tag}`;
  const [monitor, collector] = [name(IMAGES.monitor), name(IMAGES.collector)];
  const { engine, nodeImage, sbomFolder } = options;
  const base = nodeImage === undefined ? [] : ["--build-arg", `NODE_IMAGE=${nodeImage}`];
  const args = [...base, ...ignoring(engine)];
  await build(options, { image: monitor, dockerfile: "Dockerfile", args });
  await buildCollector(options, collector);
  if (sbomFolder !== undefined) await writeSboms(options, resolve(sbomFolder), args);
  return [monitor, collector];
}

async function buildCollector(options: BuildOptions, image: string): Promise<void> {
  const { version } = await collectorSources();
  if (options.collectorProgram === undefined)
    return build(options, {
      image,
      dockerfile: "collector.Dockerfile",
      args: ["--build-arg", `COLLECTOR_VERSION=${version}`, ...ignoring(options.engine)],
    });
  const context = await mkdtemp(join(tmpdir(), "collector-image-"));
  try {
    await copyFile(options.collectorProgram, join(context, "otelcol-mystocks"));
    await copyFile(AUTHORITIES, join(context, "ca-certificates.crt"));
    await build(options, { image, dockerfile: "collector-prebuilt.Dockerfile", args: [], context });
  } finally {
    await rm(context, { recursive: true });
  }
}

/** The service image holds its own; it is taken from the layers of the build before. */
async function writeSboms(options: BuildOptions, folder: string, args: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const output = ["--target", "sbom", "--output", `type=local,dest=${folder}`];
  await build(options, { dockerfile: "Dockerfile", args: [...output, ...args] });
  await writeFile(
    join(folder, `${IMAGES.collector}.cdx.json`),
    `${JSON.stringify(await collectorSbom(), null, 1)}\n`,
  );
}

async function build(
  { engine, tag }: BuildOptions,
  what: { image?: string; dockerfile: string; args: readonly string[]; context?: string },
): Promise<void> {
  const labels = { VERSION: tag, REVISION: ofCommit("%H"), CREATED: ofCommit("%cI") };
  const labelled = Object.entries(labels).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]);
  const file = ["--file", join(REPOSITORY, HERE, what.dockerfile)];
  const named = what.image === undefined ? [] : [...engine.load, "--tag", what.image];
  const args = [...engine.build, ...named, ...file, ...labelled, ...what.args];
  await run(engine.program, [...args, what.context ?? "."], REPOSITORY);
}

/** docker finds `Dockerfile.dockerignore` beside the Dockerfile by itself. */
const ignoring = ({ program }: Engine) =>
  program === "docker" ? [] : ["--ignorefile", `${HERE}/Dockerfile.dockerignore`];

/** The commit's time and not the clock's: the same commit gives the same labels. */
function ofCommit(format: string): string {
  const shown = spawnSync("git", ["show", "--no-patch", `--format=${format}`], {
    cwd: REPOSITORY,
    encoding: "utf8",
  });
  return shown.stdout?.trim() || "unknown";
}
