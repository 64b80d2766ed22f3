import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KAFKA_VERSION, installKafka } from "@mystocks/embedded-kafka";
import { buildImages, findEngine, run, type Engine } from "@mystocks/image";
import { installCollector } from "@mystocks/stack";

const STAND_INS = join(import.meta.dirname, "..", "stand-ins");

export interface LoadOptions {
  /** Takes an archive of an image: `kind load image-archive`, `cluster load`. */
  loadCommand: string;
  /** As that of `npm run image`. */
  nodeImage?: string;
}

/**
 * Builds our images, the Collector's from the local stack's program, and those that stand for the stores' where no registry is reachable, and gives each to the
 * cluster; stand-ins/node-values.yaml names them. Rejects when a build or the command fails.
 */
export async function loadImages({ loadCommand, ...how }: LoadOptions): Promise<void> {
  const engine = findEngine();
  if (engine === undefined) throw new Error("There is no docker, podman or buildah to build images with.");
  const collectorProgram = await installCollector(console.error);
  const images = await buildImages({ engine, registry: "localhost", tag: "dev", collectorProgram, ...how });
  const base = ["--build-arg", `BASE_IMAGE=${how.nodeImage ?? "docker.io/library/node:24-slim"}`];
  images.push(await build(engine, "localhost/postgres:15", base, join(STAND_INS, "postgres")));
  const kafka = await kafkaContext();
  const folder = await mkdtemp(join(tmpdir(), "images-"));
  try {
    images.push(await build(engine, `localhost/kafka:${KAFKA_VERSION}`, base, kafka));
    for (const image of images) await give(engine, image, join(folder, "image.tar"), loadCommand);
  } finally {
    await rm(folder, { recursive: true });
    await rm(kafka, { recursive: true });
  }
}

async function build(engine: Engine, image: string, args: readonly string[], context: string) {
  await run(engine.program, [...engine.build, ...engine.load, "--tag", image, ...args, context], context);
  return image;
}

/** The Dockerfile's folder with Kafka's jars in libs/. */
async function kafkaContext(): Promise<string> {
  const context = await mkdtemp(join(tmpdir(), "kafka-image-"));
  await cp(join(STAND_INS, "kafka"), context, { recursive: true });
  await cp(await installKafka(), join(context, "libs"), { recursive: true });
  return context;
}

async function give(engine: Engine, image: string, archive: string, command: string): Promise<void> {
  await run(engine.program, engine.save(image, archive), ".");
  await run("sh", ["-c", `${command} "$0"`, archive], ".");
  await rm(archive);
}
