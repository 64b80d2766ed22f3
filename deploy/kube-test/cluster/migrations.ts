import { randomBytes } from "node:crypto";
import { CHART } from "../chart-files.ts";
import { KUBERNETES, manifests } from "../helm.ts";
import { leftOf } from "./install.ts";
import { runIn } from "./script-pod.ts";
import { RELEASE, until, type Space } from "./space.ts";

const MIGRATIONS = "/app/packages/store/migrations";
/** Of the image that runs, which may be older than this checkout. */
const COUNT_MIGRATIONS = `console.log(fs.readdirSync("${MIGRATIONS}").filter((name) => name.endsWith(".sql")).length)`;
/** Another release's PostgreSQL and Kafka stand for those of the user: a hook wants a database that is there before it. */
const STORES = "stores-mystocks-monitor";
const FEW_ROLES = ["alerting", "quality", "realtime"].flatMap((role) => ["--set", `${role}.enabled=false`]);

export async function openStores(space: Space): Promise<string[]> {
  space.open();
  const templates = ["secrets", "postgresql", "kafka"].flatMap((name) => [
    "--show-only",
    `templates/${name}.yaml`,
  ]);
  const version = ["--kube-version", KUBERNETES];
  const rendered = space.helm("template", "stores", CHART, ...version, ...space.given, ...templates);
  space.apply(...manifests(rendered));
  space.ready();
  return [];
}

/** `hook`: a Job brings the empty database up to date before the roles come. */
export async function migratesByHook(space: Space): Promise<string[]> {
  space.install(useDatabase(space, "hook"));
  space.ready();
  return space.test();
}

/** The next release's Job can't sign in: the upgrade fails, and what runs is not touched. */
export async function failedHookLeavesTheOld(space: Space): Promise<string[]> {
  const before = space.podOf("recorder");
  const settings = useDatabase(space, "hook", "wrong-password");
  const { ok } = space.tryUpgrade([...settings, "--timeout", "90s"]);
  return [
    ...(ok ? ["the upgrade is told to be well"] : []),
    ...(space.podOf("recorder") === before ? [] : ["the recorder was replaced"]),
    ...space.test(),
  ];
}

/** After a hook that went well nothing of it is left, and after an uninstall only the Collector's queue. */
export async function hookLeavesNothing(space: Space): Promise<string[]> {
  space.upgrade([...useSecret("hook"), "--timeout", "90s"]);
  space.helm("uninstall", RELEASE, "--wait");
  return leftOf(space)
    .filter((name) => !name.startsWith("persistentvolumeclaim/"))
    .map((name) => `${name} is left`);
}

/** `initContainer`: a container before each recorder. */
export async function migratesByInitContainer(space: Space): Promise<string[]> {
  space.install(useDatabase(space, "initContainer"));
  space.ready();
  const problems = space.test();
  space.helm("uninstall", RELEASE, "--wait");
  return problems;
}

/** `none`: roles are not Ready until somebody has migrated. */
export async function migratesByHand(space: Space): Promise<string[]> {
  space.install(useDatabase(space, "none"));
  await until("the api runs", 60, () =>
    space.kubectl("get", "pod", space.podOf("api"), "-o", "jsonpath={.status.phase}") === "Running"
      ? true
      : undefined,
  );
  const early = space.try("wait", "--for=condition=Ready", `pod/${space.podOf("api")}`, "--timeout=10s").ok;
  const migrate = ["/usr/local/bin/node", "/app/services/monitor/main.ts", "migrate"];
  space.kubectl("exec", space.podOf("api"), "--", ...migrate);
  space.ready();
  const problems = space.test();
  space.helm("uninstall", RELEASE, "--wait");
  return [...(early ? ["the api is Ready on a database without a schema"] : []), ...problems];
}

/** `startup`: a recorder whose last migration fails never gets Ready, and the one before it goes on. */
export async function failedStartLeavesTheOld(space: Space): Promise<string[]> {
  const count = runIn(space, `deployment/${RELEASE}-recorder`, COUNT_MIGRATIONS);
  const number = Number(count) + 1;
  const file = `${String(number).padStart(4, "0")}_broken.sql`;
  space.apply({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "broken-migration" },
    data: { [file]: "SELECT this_is_not_there;\n" },
  });
  const before = space.podOf("recorder");
  const values = {
    recorder: {
      extraVolumes: [{ name: "broken", configMap: { name: "broken-migration" } }],
      extraVolumeMounts: [{ name: "broken", mountPath: `${MIGRATIONS}/${file}`, subPath: file }],
    },
  };
  space.upgrade(["--reuse-values", "--values", "-"], JSON.stringify(values));
  const isRolledOut = space.try("rollout", "status", `deployment/${RELEASE}-recorder`, "--timeout=45s").ok;
  const problems = [
    ...(isRolledOut ? ["a recorder whose migration fails became Ready"] : []),
    ...(space.try("get", "pod", before).ok ? [] : ["the old recorder is gone"]),
    ...space.test(),
  ];
  space.helm("rollback", RELEASE);
  space.ready();
  return problems;
}

/** Makes a database of that name, and a Secret that leads to it. */
function useDatabase(space: Space, name: string, mistake?: "wrong-password"): string[] {
  const existing = `${STORES}-postgresql`;
  const psql = ["psql", "--host=/var/run/postgresql", "--username=monitor", "--dbname=monitor", "-tAc"];
  const secret = `database-${name.toLowerCase()}${mistake === undefined ? "" : "-wrong"}`;
  const database = name.toLowerCase();
  if (mistake === undefined)
    space.kubectl("exec", `${existing}-0`, "--", ...psql, `CREATE DATABASE ${database}`);
  const encoded = space.kubectl("get", "secret", existing, "-o", "jsonpath={.data.password}");
  const password =
    mistake === undefined ? Buffer.from(encoded, "base64").toString() : randomBytes(8).toString("hex");
  const url = `postgresql://monitor:${password}@${existing}:5432/${database}`;
  space.apply({ apiVersion: "v1", kind: "Secret", metadata: { name: secret }, stringData: { url } });
  return useSecret(name, secret);
}

/** What an install needs to use the database that a Secret leads to, and topics of its own. */
function useSecret(name: string, secret = `database-${name.toLowerCase()}`): string[] {
  const settings: Record<string, string> = {
    "postgresql.bundled": "false",
    "postgresql.existingSecret": secret,
    "kafka.bundled": "false",
    "kafka.brokers": `{${STORES}-kafka:9092}`,
    "kafka.topicPrefix": `${name.toLowerCase()}.`,
    "migrations.mode": name,
  };
  return [...FEW_ROLES, ...Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`])];
}
