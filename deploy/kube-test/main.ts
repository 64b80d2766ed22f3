import { parseArgs } from "node:util";
import { clusterChecks, PART_NAMES } from "./cluster/cluster-checks.ts";
import { command, hasHelm } from "./helm.ts";
import { staticChecks, type Check } from "./static-checks.ts";

const USAGE = `npm run test:kube -- [--static] [--values FILE] [--previous-values FILE] [--only PART] [--keep]

  Static checks of the chart, then, where KUBECONFIG names a cluster, installs into name spaces of their own that
  enforce the Pod Security Standard "restricted". Images must be where the cluster finds them: --values names them.

  --static            no cluster
  --cluster           no static checks
  --previous-values   the same for the chart before this one; without it that chart runs this one's images
  --only PART         only ${PART_NAMES.join(", ")}
  --keep              leave the installs in place; one that failed is left anyway`;

const { values } = parseArgs({
  options: {
    static: { type: "boolean", default: false },
    cluster: { type: "boolean", default: false },
    values: { type: "string" },
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
  if (!hasHelm()) {
    console.log(
      "skip  there is no helm on PATH: nothing of the chart was checked (https://helm.sh/docs/intro/install)",
    );
    return 0;
  }
  const failed = values.cluster ? 0 : await runAll(await staticChecks());
  if (values.static) return failed === 0 ? 0 : 1;
  if (process.env.KUBECONFIG === undefined || !command("kubectl", ["get", "--raw", "/readyz"]).ok) {
    console.log("skip  KUBECONFIG names no cluster that answers: nothing was installed");
    return failed === 0 ? 0 : 1;
  }
  const { keep, values: images, "previous-values": previousImages, only } = values;
  const options = {
    keep,
    ...(images !== undefined && { values: images }),
    ...(previousImages !== undefined && { previousValues: previousImages }),
    ...(only !== undefined && { only }),
  };
  return failed + (await runAll(clusterChecks(options))) === 0 ? 0 : 1;
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
