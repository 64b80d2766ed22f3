import { join } from "node:path";
import { CACHE_JOBS } from "@mystocks/market-data/jobs";
import { LOOPBACK, type StackContext } from "./context.ts";
import { REPOSITORY } from "./folders.ts";
import type { Part } from "./part.ts";
import { alertmanagerPart } from "./parts/alertmanager.ts";
import { collectorPart } from "./parts/collector.ts";
import { kafkaPart } from "./parts/kafka.ts";
import { marketDataPart } from "./parts/market-data.ts";
import { postgresPart } from "./parts/postgres.ts";
import { prometheusPart } from "./parts/prometheus.ts";
import { redisPart } from "./parts/redis.ts";
import { rolePart } from "./parts/role.ts";

/** Kinds of part, in the order they start; stopping goes the other way. */
export const PART_KINDS = [
  "kafka",
  "postgres",
  "redis",
  "alertmanager",
  "prometheus",
  "recorder",
  "alerting",
  "realtime",
  "api",
  "collector",
  "market-data",
  "quality",
] as const;

const SAMPLE_CONTRACTS = join(REPOSITORY, "services/market-data/contracts");

export type PartKind = (typeof PART_KINDS)[number];

export interface PartOptions {
  kinds: readonly PartKind[];
  /** More recorders than the one, by their ports for probes. */
  moreRecorderHealthPorts: readonly number[];
  postgresDir: string;
  /** Settings on top for one kind, as environment variables. */
  environment: Partial<Record<PartKind, Readonly<Record<string, string>>>>;
  /** Told by Alertmanager too. */
  alertmanagerWebhooks: readonly string[];
}

export function makeParts(context: StackContext, options: PartOptions): Part[] {
  const { ports } = context;
  const sampleUrl = `http://${LOOPBACK}:${ports.marketData}`;
  const { kinds, moreRecorderHealthPorts, postgresDir, environment, alertmanagerWebhooks } = options;
  const recorderHealthPorts = [ports.recorderHealth, ...moreRecorderHealthPorts];
  const make: Record<PartKind, () => Part[]> = {
    kafka: () => [kafkaPart(context)],
    postgres: () => [postgresPart(context, postgresDir)],
    redis: () => [redisPart(context)],
    alertmanager: () => [alertmanagerPart(context, { webhooks: alertmanagerWebhooks })],
    prometheus: () => [
      prometheusPart(context, {
        roles: {
          recorder: recorderHealthPorts,
          alerting: [ports.alertingHealth],
          api: [ports.apiHealth],
          realtime: [ports.realtimeHealth],
          quality: [ports.qualityHealth],
        },
      }),
    ],
    recorder: () =>
      recorderHealthPorts.map((healthPort, place) =>
        rolePart(context, {
          role: "recorder",
          name: place === 0 ? "recorder" : `recorder-${place + 1}`,
          healthPort,
          recorderHealthPorts,
          environment: environment.recorder ?? {},
        }),
      ),
    alerting: () => [
      rolePart(context, {
        role: "alerting",
        name: "alerting",
        healthPort: ports.alertingHealth,
        recorderHealthPorts,
        environment: {
          MYSTOCKS_ALERTING_PORT: `${ports.alerting}`,
          // Links in what it tells lead there.
          MYSTOCKS_PORT: `${ports.dashboard}`,
          ...environment.alerting,
        },
      }),
    ],
    realtime: () => [
      rolePart(context, {
        role: "realtime",
        name: "realtime",
        healthPort: ports.realtimeHealth,
        recorderHealthPorts,
        port: ports.realtime,
        environment: environment.realtime ?? {},
      }),
    ],
    api: () => [
      rolePart(context, {
        role: "api",
        name: "api",
        healthPort: ports.apiHealth,
        recorderHealthPorts,
        port: ports.dashboard,
        environment: environment.api ?? {},
      }),
    ],
    collector: () => [
      collectorPart(context, {
        kafka: { brokers: [`${LOOPBACK}:${ports.kafka}`], createTopics: true },
      }),
    ],
    "market-data": () => [marketDataPart(context, environment["market-data"])],
    quality: () => [
      rolePart(context, {
        role: "quality",
        name: "quality",
        healthPort: ports.qualityHealth,
        recorderHealthPorts,
        // The sample's tables are filled by then: judged sooner, they would be incomplete.
        wave: 3,
        environment: {
          MYSTOCKS_QUALITY_PORT: `${ports.quality}`,
          MYSTOCKS_QUALITY__CONTRACTS: JSON.stringify([SAMPLE_CONTRACTS]),
          MYSTOCKS_QUALITY__SERVERS__SAMPLE__DATABASE_URL: context.databases.sampleUrl,
          ...(kinds.includes("market-data") && {
            MYSTOCKS_SERVICE_JOBS: JSON.stringify(
              CACHE_JOBS.map(({ path, ...job }) => ({ ...job, url: `${sampleUrl}${path}` })),
            ),
          }),
          ...environment.quality,
        },
      }),
    ],
  };
  return PART_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) => make[kind]());
}
