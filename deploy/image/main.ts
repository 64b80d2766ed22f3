import { parseArgs } from "node:util";
import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImages } from "./build-images.ts";
import { findEngine, run } from "./engine.ts";

const USAGE = `npm run image -- [--registry REGISTRY] [--tag TAG] [--push]

  --registry   registry and folder of yours; default localhost
  --tag        default dev
  --push       push both images, and the chart to oci://REGISTRY/charts, whose version is its own
  --engine     docker, podman or buildah; default the first that is there
  --node-image base of the image; default node:24-slim
  --collector  a Collector that is built already; default: built in a container of the Go image`;

const { values } = parseArgs({
  options: {
    registry: { type: "string", default: "localhost" },
    tag: { type: "string", default: "dev" },
    push: { type: "boolean", default: false },
    engine: { type: "string" },
    "node-image": { type: "string" },
    collector: { type: "string" },
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
    console.error("There is no docker, podman or buildah to build with.");
    return 2;
  }
  const { registry, tag, collector, "node-image": nodeImage } = values;
  const images = await buildImages({
    engine,
    registry,
    tag,
    ...(nodeImage !== undefined && { nodeImage }),
    ...(collector !== undefined && { collectorProgram: collector }),
  });
  if (values.push) {
    for (const image of images) await run(engine.program, ["push", image], ".");
    await pushChart(registry);
  }
  console.log(images.join("\n"));
  return 0;
}

async function pushChart(registry: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "chart-"));
  const chart = join(import.meta.dirname, "../../helm/mystocks-monitor");
  await run("helm", ["package", chart, "--destination", folder], ".");
  for (const file of await readdir(folder))
    await run("helm", ["push", join(folder, file), `oci://${registry}/charts`], ".");
}
