import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { REPOSITORY } from "../chart-files.ts";
import { ask } from "./api.ts";
import { exampleObjects } from "./example-file.ts";
import { outputOf, runIn, startScript, stopScript } from "./script-pod.ts";
import { RELEASE, secretOf, until, type Space } from "./space.ts";

const CONTRACTS = ["daily_kline", "stock_info"];
const RECEIVER = "sink";

/** Deploys the sample service, and a release that knows a receiver and contracts of its tables. */
export async function exampleRuns(space: Space): Promise<string[]> {
  const password = randomBytes(12).toString("hex");
  const url = `postgresql://market:${password}@market-data:5432/market`;
  space.apply(secretOf("market-data-database", { password, url }));
  space.apply(...(await exampleObjects(space)));
  space.upgrade(["--values", "-"], JSON.stringify(await watchingValues()));
  space.ready();
  const service = "SELECT count(*) FROM telemetry.operation_log WHERE service = 'market-data'";
  await until("operations of the sample service", 60, () =>
    Number(space.sql(service)) > 0 ? true : undefined,
  );
  const place = space.sql(
    `SELECT DISTINCT attributes ->> 'k8s.namespace.name' FROM telemetry.resource WHERE service = 'market-data'`,
  );
  return place === space.name ? [] : [`its name space is told as "${place}", it is ${space.name}`];
}

async function watchingValues(): Promise<object> {
  const contracts: Record<string, unknown> = {};
  for (const name of CONTRACTS) {
    const file = join(REPOSITORY, "services/market-data/contracts", `${name}.odcs.yaml`);
    contracts[name] = parse(await readFile(file, "utf8"));
  }
  return {
    config: {
      receivers: [{ name: RECEIVER, webhook: `http://${RECEIVER}:9000/`, allowPrivate: true }],
      quality: { servers: { sample: { databaseUrlFile: "/run/secrets/market-data/url" } } },
    },
    contracts,
    quality: {
      extraVolumes: [{ name: "market-data", secret: { secretName: "market-data-database" } }],
      extraVolumeMounts: [{ name: "market-data", mountPath: "/run/secrets/market-data", readOnly: true }],
    },
    networkPolicy: { receiverPorts: [9000] },
  };
}

/** A lock that really holds up the readers of a table, until a webhook receiver in the cluster hears of it. */
export async function slowOperationIsTold(space: Space): Promise<string[]> {
  const env = { SERVICE: "market-data", SECONDS: "150" };
  await startScript(space, { name: RECEIVER, script: "receiver", env });
  space.apply({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: RECEIVER },
    spec: { selector: { app: RECEIVER }, ports: [{ port: 9000 }] },
  });
  space.kubectl("wait", "--for=condition=Ready", `pod/${RECEIVER}`, "--timeout=60s");
  await until("the receiver in alerting's config, which the kubelet renews", 120, () =>
    runIn(space, `deployment/${RELEASE}-alerting`, READ_CONFIG).includes(RECEIVER) ? true : undefined,
  );
  const startedMs = Date.now();
  fault(space, "POST", "/slow-query");
  try {
    const printed = await outputOf(space, RECEIVER, 160);
    const { atMs, labels } = JSON.parse(printed) as { atMs: number; labels: Record<string, string> };
    const seconds = (atMs - startedMs) / 1000;
    console.log(
      `      ${labels.alertname} of ${labels.service} came in ${seconds.toFixed(1)} s after the fault`,
    );
    return [];
  } finally {
    fault(space, "DELETE", "");
    stopScript(space, RECEIVER);
  }
}

const READ_CONFIG = `console.log(fs.readFileSync(process.env.MYSTOCKS_CONFIG, "utf8"))`;

function fault(space: Space, method: string, path: string): void {
  const program = `fetch("http://127.0.0.1:8100/faults${path}", { method: "${method}" }).then((answer) => { if (!answer.ok) process.exit(1); })`;
  runIn(space, "deployment/market-data", program);
}

interface DatasetList {
  items: { dataset: string; verdict: string; contract: object | null }[];
  problems: { problem: string }[];
}

/** The quality role judges the sample's tables by their contracts, and the api passes its routes on. */
export async function qualityJudges(space: Space): Promise<string[]> {
  for (const dataset of CONTRACTS)
    await ask(space, "POST", `/datasets/${dataset}/runs`, { why: "to see it" });
  const { items, problems } = await ask<DatasetList>(space, "GET", "/datasets");
  const judged = items.filter(({ contract }) => contract !== null);
  console.log(`      ${judged.map(({ dataset, verdict }) => `${dataset}: ${verdict}`).join(", ")}`);
  return [
    ...problems.map(({ problem }) => problem),
    ...CONTRACTS.filter((name) => !judged.some(({ dataset }) => dataset === name)).map(
      (name) => `${name} has no contract there`,
    ),
    ...judged
      .filter(({ verdict }) => !["pass", "warn"].includes(verdict))
      .map(({ dataset, verdict }) => `${dataset} is ${verdict}`),
  ];
}

export function removeExample(space: Space): void {
  space.kubectl("delete", "deployment,service", "market-data", "--ignore-not-found", "--wait");
  space.kubectl("delete", "service", RECEIVER, "--ignore-not-found");
}
