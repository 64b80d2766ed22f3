import { spawnSync } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { collectorSources } from "@mystocks/collector";
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
}

/** Builds both images; returns their names. */
export async function buildImages(options: BuildOptions): Promise<string[]> {
  const name = (image: string) => `${options.registry}/${image}:${options.tag}`;
  const monitor = name(IMAGES.monitor);
  const base = options.nodeImage === undefined ? [] : ["--build-arg", `NODE_IMAGE=${options.nodeImage}`];
  await build(options, {
    image: monitor,
    dockerfile: "Dockerfile",
    args: [...base, ...ignoring(options.engine)],
  });
  const collector = name(IMAGES.collector);
  await buildCollector(options, collector);
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

async function build(
  { engine, tag }: BuildOptions,
  what: { image: string; dockerfile: string; args: readonly string[]; context?: string },
): Promise<void> {
  const labels = ["--build-arg", `VERSION=${tag}`, "--build-arg", `REVISION=${revision()}`];
  const file = ["--file", join(REPOSITORY, HERE, what.dockerfile)];
  const named = ["--tag", what.image, ...file, ...labels, ...what.args];
  await run(engine.program, [...engine.build, ...named, what.context ?? "."], REPOSITORY);
}

/** docker finds `Dockerfile.dockerignore` beside the Dockerfile by itself. */
const ignoring = ({ program }: Engine) =>
  program === "docker" ? [] : ["--ignorefile", `${HERE}/Dockerfile.dockerignore`];

function revision(): string {
  const { stdout } = spawnSync("git", ["rev-parse", "HEAD"], { cwd: REPOSITORY, encoding: "utf8" });
  return stdout.trim() || "unknown";
}
