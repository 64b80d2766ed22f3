import { readFile } from "node:fs/promises";
import { CHART } from "./chart-files.ts";
import { apply, kubectl, NAMESPACE, outputOf, release, RELEASE, scriptPod, until } from "./cluster.ts";
import { command, helm } from "./helm.ts";
import type { Check } from "./static-checks.ts";

const READY_SECONDS = 180;
const GONE_SECONDS = 20;
const LOAD = { spans: 30_000, rate: 500 };

/** In this order: each goes on from the one before. */
export function clusterChecks({ values, keep }: { values?: string; keep: boolean }): Check[] {
  const given = values === undefined ? [] : ["--values", values];
  const checks: [string, () => Promise<string[]>][] = [
    [`all Ready within ${READY_SECONDS} s in a restricted name space`, () => install(given)],
    ["helm test", helmTest],
    ["NetworkPolicies are in force", openWays],
    ["a slow operation becomes an alert at a webhook receiver", () => alertDelivered(given)],
    [`an upgrade at ${LOAD.rate} spans/s loses none and doubles none`, () => upgradeUnderLoad(given)],
    ["a rollback is Ready again", rollback],
    [`SIGTERM to gone within ${GONE_SECONDS} s`, slowToGo],
  ];
  if (!keep) checks.push(["uninstall leaves the volume claims and nothing else", uninstall]);
  return checks.map(([name, problems]) => ({ name, problems }));
}

async function install(given: readonly string[]): Promise<string[]> {
  command("kubectl", ["delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait"]);
  command("kubectl", ["create", "namespace", NAMESPACE]);
  command("kubectl", ["label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted"]);
  const startedMs = performance.now();
  release("install", RELEASE, CHART, ...given);
  allReady(READY_SECONDS);
  console.log(`      Ready after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return [];
}

function allReady(seconds: number): void {
  const workloads = kubectl("get", "deployments,statefulsets,daemonsets", "-o", "name").trim().split("\n");
  for (const workload of workloads) kubectl("rollout", "status", workload, `--timeout=${seconds}s`);
}

async function helmTest(): Promise<string[]> {
  const { ok, out, error } = helm(["test", RELEASE, "--namespace", NAMESPACE, "--timeout", "150s"]);
  if (ok && out.includes("Succeeded")) return [];
  return [error, command("kubectl", ["--namespace", NAMESPACE, "logs", `${RELEASE}-test`]).out];
}

/** From a pod that is no part of the release. */
const PROBE = `
import { connect } from "node:net";
const open = (host, port) => new Promise((done) => {
  const socket = connect({ host, port, timeout: 4000 });
  socket.once("connect", () => { socket.destroy(); done("open"); });
  for (const end of ["error", "timeout"]) socket.once(end, () => { socket.destroy(); done("shut"); });
});
const found = {};
for (const [name, port] of JSON.parse(process.env.WAYS)) found[name + ":" + port] = await open(process.env.RELEASE + "-" + name, port);
console.log(JSON.stringify(found));
`;

const WANTED: Readonly<Record<string, "open" | "shut">> = {
  "postgresql:5432": "shut",
  "kafka:9092": "shut",
  "realtime:8000": "shut",
  "api:8000": "open",
  "collector:4318": "open",
};

async function openWays(): Promise<string[]> {
  const ways = Object.keys(WANTED).map((way) => [way.split(":")[0], Number(way.split(":")[1])]);
  apply(...scriptPod({ name: "probe", script: PROBE, env: { WAYS: JSON.stringify(ways), RELEASE } }));
  const found = JSON.parse(await outputOf("probe", 60)) as Record<string, string>;
  return Object.entries(WANTED).flatMap(([way, wanted]) =>
    found[way] === wanted ? [] : [`${way} is ${found[way]} for a stranger and should be ${wanted}`],
  );
}

const SINK = "sink";

async function alertDelivered(given: readonly string[]): Promise<string[]> {
  const receivers = [{ name: SINK, webhook: `http://${SINK}:9000/` }];
  const config = JSON.stringify({ allowPrivateReceivers: true, receivers });
  const settings = ["--set-json", `config=${config}`, "--set-json", "networkPolicy.receiverPorts=[9000]"];
  release("upgrade", RELEASE, CHART, ...given, ...settings);
  allReady(READY_SECONDS);
  const script = await readFile(new URL("slow-operation.mjs", import.meta.url), "utf8");
  const env = { OTLP_URL: `http://${RELEASE}-collector:4318`, SERVICE: "slow-service" };
  apply(...scriptPod({ name: SINK, script, env, secret: `${RELEASE}-ingest-token` }), {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: SINK },
    spec: { selector: { app: SINK }, ports: [{ port: 9000 }], publishNotReadyAddresses: true },
  });
  const { seconds, alert } = JSON.parse(await outputOf(SINK, 120)) as {
    seconds: number;
    alert: Record<string, string>;
  };
  console.log(`      ${alert.alertname} of ${alert.service} came in after ${seconds.toFixed(1)} s`);
  return [];
}

async function upgradeUnderLoad(given: readonly string[]): Promise<string[]> {
  const script = await readFile(new URL("load.mjs", import.meta.url), "utf8");
  const service = `load-${Date.now()}`;
  const env = {
    OTLP_URL: `http://${RELEASE}-collector:4318`,
    SPANS: `${LOAD.spans}`,
    RATE: `${LOAD.rate}`,
    SERVICE: service,
  };
  apply(...scriptPod({ name: "load", script, env, secret: `${RELEASE}-ingest-token` }));
  await until("the load runs", 60, () => (stored(service) > 0 ? true : undefined));
  const stamp = `upgraded=${Date.now()}`;
  const restart = ["recorder", "quality", "api", "alerting", "realtime", "collector"].flatMap((part) => [
    "--set-string",
    `${part}.podAnnotations.${stamp}`,
  ]);
  release("upgrade", RELEASE, CHART, ...given, ...restart);
  allReady(READY_SECONDS);
  const { taken, refused, seconds } = JSON.parse(await outputOf("load", 180)) as {
    taken: number;
    refused: number;
    seconds: number;
  };
  await until(`${taken} spans in the store`, 60, () => (stored(service) >= taken ? true : undefined)).catch(
    () => false,
  );
  const found = stored(service);
  console.log(
    `      ${found} of ${taken} spans in ${seconds.toFixed(0)} s; ${refused} requests were sent again`,
  );
  return found === taken ? [] : [`${taken} spans were taken, ${found} are stored`];
}

function stored(service: string): number {
  const sql = `SELECT count(*) FROM telemetry.operation_log WHERE service = '${service}'`;
  const psql = [
    "psql",
    "--host=/var/run/postgresql",
    "--username=monitor",
    "--dbname=monitor",
    "-tA",
    "-c",
    sql,
  ];
  return Number(kubectl("exec", `${RELEASE}-postgresql-0`, "--", ...psql).trim());
}

async function rollback(): Promise<string[]> {
  release("rollback", RELEASE, "1");
  allReady(READY_SECONDS);
  return [];
}

async function slowToGo(): Promise<string[]> {
  const problems: string[] = [];
  for (const role of ["recorder", "quality", "alerting", "api", "realtime"]) {
    const selector = `app.kubernetes.io/instance=${RELEASE},app.kubernetes.io/component=${role}`;
    const pod = kubectl("get", "pods", "-l", selector, "-o", "jsonpath={.items[0].metadata.name}");
    const startedMs = performance.now();
    kubectl("delete", "pod", pod, "--wait");
    const seconds = (performance.now() - startedMs) / 1000;
    console.log(`      ${role} gone after ${seconds.toFixed(1)} s`);
    if (seconds > GONE_SECONDS) problems.push(`${role} took ${seconds.toFixed(1)} s`);
  }
  allReady(READY_SECONDS);
  return problems;
}

async function uninstall(): Promise<string[]> {
  kubectl("delete", "pod,configmap", "probe", "load", SINK, "--ignore-not-found");
  kubectl("delete", "service", SINK, "--ignore-not-found");
  release("uninstall", RELEASE, "--wait");
  const kinds =
    "all,configmaps,secrets,serviceaccounts,networkpolicies,poddisruptionbudgets,ingresses,persistentvolumeclaims";
  const left = () =>
    kubectl("get", kinds, "-l", `app.kubernetes.io/instance=${RELEASE}`, "-o", "name")
      .trim()
      .split("\n")
      .filter((name) => name !== "" && !name.startsWith("persistentvolumeclaim/"));
  // Stores take their time to close.
  await until("nothing is left", 70, () => (left().length === 0 ? true : undefined)).catch(() => false);
  const others = left();
  command("kubectl", ["delete", "namespace", NAMESPACE, "--wait"]);
  return others.map((name) => `${name} is left`);
}
