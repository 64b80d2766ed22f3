import { parseArgs } from "node:util";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImages } from "./build-images.ts";
import { findEngine, run } from "./engine.ts";

const USAGE = `npm run image -- [--registry REGISTRY] [--tag TAG] [--push]

  --registry   registry and folder of yours; default localhost
  --tag        default dev
  --push       push both images, and the chart to oci://REGISTRY/charts, whose version is its own
  --engine     docker, podman or buildah; default the first that can build
  --node-image base of the image; default node:24-slim
  --collector  a Collector that is built already; default: built in a container of the Go image
  --sbom       folder to write what both images are made of to (CycloneDX); the service image holds its own too
  --plain-http the registry speaks HTTP`;

const { values } = parseArgs({
  options: {
    registry: { type: "string", default: "localhost" },
    tag: { type: "string", default: "dev" },
    push: { type: "boolean", default: false },
    engine: { type: "string" },
    "node-image": { type: "string" },
    collector: { type: "string" },
    sbom: { type: "string" },
    "plain-http": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const engine = findEngine(values.engine);
  if (engine === undefined) {
    console.error("There is no docker with buildx and a daemon, no podman and no buildah to build with.");
    return 2;
  }
  const { registry, tag, collector, sbom, "node-image": nodeImage, "plain-http": plainHttp } = values;
  const images = await buildImages({
    engine,
    registry,
    tag,
    ...(nodeImage !== undefined && { nodeImage }),
    ...(collector !== undefined && { collectorProgram: collector }),
    ...(sbom !== undefined && { sbomFolder: sbom }),
  });
  if (values.push) {
    const how = plainHttp ? engine.plainHttp : [];
    for (const image of images) await run(engine.program, ["push", ...how, image], ".");
    await pushChart(registry, plainHttp ? ["--plain-http"] : []);
  }
  console.log(images.join("\n"));
  return 0;
}

async function pushChart(registry: string, how: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "chart-"));
  try {
    const chart = join(import.meta.dirname, "../../helm/mystocks-monitor");
    await run("helm", ["package", chart, "--destination", folder], ".");
    for (const file of await readdir(folder))
      await run("helm", ["push", ...how, join(folder, file), `oci://${registry}/charts`], ".");
  } finally {
    await rm(folder, { recursive: true });
  }
}
