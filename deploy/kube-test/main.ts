import { join } from "node:path";
import { parseArgs } from "node:util";
import { clusterChecks, PART_NAMES } from "./cluster/cluster-checks.ts";
import { loadImages } from "./cluster/load-images.ts";
import { command, hasHelm } from "./helm.ts";
import { pathOfPrograms } from "./install/programs.ts";
import { installSchemas } from "./install/schemas.ts";
import { staticChecks, type Check } from "./static-checks.ts";

const STAND_IN_VALUES = join(import.meta.dirname, "stand-ins/node-values.yaml");

const USAGE = `npm run test:kube -- [--static] [--values FILE] [--only PART] [--keep]

  Static checks of the chart, then, where KUBECONFIG names a cluster, installs into name spaces of their own that
  enforce the Pod Security Standard "restricted". Images must be where the cluster finds them: --values names them.

  --static            no cluster
  --cluster           no static checks
  --load COMMAND      build the images and give each archive to COMMAND ("kind load image-archive"); the stores' are then
                      stand-ins from Debian and Maven, and --values is stand-ins/node-values.yaml
  --node-image        as of npm run image
  --previous-chart    folder or address of the chart before this one; default: the history's
  --previous-values   names that chart's images; default: this one's images
  --only PART         only ${PART_NAMES.join(", ")}
  --keep              leave the installs in place; one that failed is left anyway`;

const { values } = parseArgs({
  options: {
    static: { type: "boolean", default: false },
    cluster: { type: "boolean", default: false },
    load: { type: "string" },
    "node-image": { type: "string" },
    values: { type: "string" },
    "previous-chart": { type: "string" },
    "previous-values": { type: "string" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const failed = values.cluster ? 0 : await staticPart();
  if (values.static) return failed === 0 ? 0 : 1;
  if (!hasHelm()) {
    console.log("skip  there is no helm on PATH: nothing was installed (https://helm.sh/docs/intro/install)");
    return failed === 0 ? 0 : 1;
  }
  if (process.env.KUBECONFIG === undefined || !command("kubectl", ["get", "--raw", "/readyz"]).ok) {
    console.log("skip  KUBECONFIG names no cluster that answers: nothing was installed");
    return failed === 0 ? 0 : 1;
  }
  return failed + (await runAll(clusterPart())) === 0 ? 0 : 1;
}

function clusterPart(): Check[] {
  const { keep, load, values: given, only } = values;
  const { "previous-chart": chart, "previous-values": chartValues } = values;
  const file = given ?? (load === undefined ? undefined : STAND_IN_VALUES);
  const checks = clusterChecks({
    keep,
    ...(file !== undefined && { values: file }),
    previous: {
      ...(chart !== undefined && { chart }),
      ...(chartValues !== undefined && { values: chartValues }),
    },
    ...(only !== undefined && { only }),
  });
  return load === undefined ? checks : [loading(load), ...checks];
}

function loading(loadCommand: string): Check {
  const { "node-image": nodeImage } = values;
  const how = { loadCommand, ...(nodeImage !== undefined && { nodeImage }) };
  return { name: "images are built and loaded", problems: () => loadImages(how).then(() => []) };
}

async function staticPart(): Promise<number> {
  const say = (line: string) => console.log(`...   ${line}`);
  process.env["PATH"] = await pathOfPrograms(say);
  return runAll(await staticChecks(await installSchemas(say)));
}

/** Returns how many failed. */
async function runAll(checks: readonly Check[]): Promise<number> {
  let failed = 0;
  for (const { name, problems } of checks) {
    const startedMs = performance.now();
    const found = await problems().catch((error: Error) => [error.message]);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${found.length === 0 ? "ok  " : "FAIL"}  ${name} (${seconds} s)`);
    for (const problem of found) console.log(`        ${problem.trim().replaceAll("\n", "\n        ")}`);
    if (found.length > 0) failed += 1;
  }
  return failed;
}
