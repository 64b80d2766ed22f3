import { join } from "node:path";
import { httpProblem } from "../answers.ts";
import { LOOPBACK, type StackContext } from "../context.ts";
import { adminTokenFile, REPOSITORY } from "../folders.ts";
import type { Part } from "../part.ts";
import { secretIn, writeSecret } from "../secret-file.ts";

export interface RoleOptions {
  role: "recorder" | "alerting" | "api" | "realtime" | "quality";
  /** `recorder-2` where there are several. */
  name: string;
  healthPort: number;
  /** What the role listens on for others. */
  port?: number;
  /** Of every recorder, this one included. */
  recorderHealthPorts: readonly number[];
  /** Parts of a later wave start when those before serve; 1 when left out. */
  wave?: number;
  /** Settings on top, as MYSTOCKS_… variables. */
  environment?: Readonly<Record<string, string>>;
}

const MAIN = "services/monitor/main.ts";
const SMALL = ["--max-semi-space-size=16"];
/** The recorder allocates much and keeps little: its old generation grows in small steps, or it would not fit 300 MiB. */
const NODE_FLAGS: Record<RoleOptions["role"], readonly string[]> = {
  recorder: [...SMALL, "--heap-growing-percent=50"],
  alerting: SMALL,
  api: SMALL,
  realtime: SMALL,
  quality: SMALL,
};

export function rolePart(context: StackContext, options: RoleOptions): Part {
  const { role, name, healthPort, port } = options;
  const health = `http://${LOOPBACK}:${healthPort}`;
  return {
    name,
    wave: options.wave ?? 1,
    async start() {
      const databaseUrlFile = join(context.folders.secrets, "store-url");
      await writeSecret(databaseUrlFile, context.databases.storeUrl);
      const tokenFile = adminTokenFile(context.folders);
      if (role === "api") await secretIn(tokenFile);
      return {
        program: process.execPath,
        args: [...NODE_FLAGS[role], MAIN, role],
        cwd: REPOSITORY,
        environment: {
          ...shared(context.ports, options),
          MYSTOCKS_DATABASE_URL_FILE: databaseUrlFile,
          MYSTOCKS_DATA_DIR: context.folders.data(name),
          MYSTOCKS_HEALTH_PORT: `${healthPort}`,
          ...(role === "api" && { MYSTOCKS_ADMIN_TOKEN_FILE: tokenFile }),
          ...(port !== undefined && { MYSTOCKS_PORT: `${port}` }),
          ...options.environment,
        },
      };
    },
    notReady: () => httpProblem(`${health}/health/ready`),
    addresses: {
      ...(port !== undefined && { url: `http://${LOOPBACK}:${port}` }),
      health: `${health}/health/ready`,
      metrics: `${health}/metrics`,
    },
  };
}

/** The same for every role, so that they see one platform. */
function shared(
  ports: StackContext["ports"],
  { role, recorderHealthPorts }: RoleOptions,
): Record<string, string> {
  const at = (port: number) => `http://${LOOPBACK}:${port}`;
  const urls = (of: readonly number[]) => JSON.stringify(of.map((port) => `${at(port)}/metrics`));
  return {
    MYSTOCKS_HOST: LOOPBACK,
    MYSTOCKS_KAFKA__BROKERS: `["${LOOPBACK}:${ports.kafka}"]`,
    MYSTOCKS_REALTIME_URL: at(ports.realtime),
    MYSTOCKS_ALERTING_URL: at(ports.alerting),
    MYSTOCKS_QUALITY_URL: at(ports.quality),
    // Where the dashboard tells services to send to; recorders have no use for theirs beside a Collector.
    MYSTOCKS_OTLP_PORT: role === "recorder" ? "0" : `${ports.otlpHttp}`,
    MYSTOCKS_PROMETHEUS_URL: at(ports.prometheus),
    MYSTOCKS_ALERTMANAGER_URLS: JSON.stringify([at(ports.alertmanager)]),
    MYSTOCKS_ROLE_METRICS_URLS__RECORDER: urls(recorderHealthPorts),
    MYSTOCKS_ROLE_METRICS_URLS__REALTIME: urls([ports.realtimeHealth]),
    ...(role === "alerting" && { MYSTOCKS_HEARTBEAT__OTLP_URL: at(ports.otlpHttp) }),
    MYSTOCKS_COLLECTOR_METRICS_URLS: urls([ports.collectorMetrics]),
  };
}
