import { randomUUID } from "node:crypto";
import {
  RELOAD_METRIC,
  type FaultLog,
  type Lifecycle,
  type MetricFamily,
  type MonitorConfig,
} from "@mystocks/runtime";
import type pg from "pg";
import type { Outlets } from "../delivery/outlets.ts";
import type { RulesInForce } from "../rules-in-force/rules-in-force.ts";
import type { LiveSeries } from "../series/live-series.ts";
import { startHeartbeat } from "./heartbeat-sender.ts";
import { HeartbeatTold } from "./heartbeat-told.ts";
import { MonitorFeed } from "./monitor-feed.ts";

export interface VitalParts {
  config: MonitorConfig;
  pool: pg.Pool;
  live: LiveSeries;
  rules: Pick<RulesInForce, "groups">;
  outlets: Pick<Outlets, "heartbeats" | "wake">;
  ownedShards: () => readonly number[];
  /** Figures of this process. */
  families: () => MetricFamily[];
  /** Where heartbeats go; undefined: there are none. */
  heartbeatUrl: string | undefined;
  faults: FaultLog;
  now: () => number;
}

/** Monitor watched by itself: its figures as series, a heartbeat the whole way, and whoever listens for it. */
export function startVitalSigns(parts: VitalParts, life: Lifecycle): void {
  const { config, rules, outlets, heartbeatUrl, now } = parts;
  const { collectorMetricsUrls, roleMetricsUrls } = config;
  const feed = new MonitorFeed({
    ...parts,
    urls: [
      ...[...collectorMetricsUrls, ...roleMetricsUrls.recorder].map((url) => ({ url })),
      // Verdicts come by the bus.
      ...roleMetricsUrls.quality.map((url) => ({ url, only: new Set([RELOAD_METRIC]) })),
    ],
    wanted: () => new Set(rules.groups.flatMap(({ reads }) => [...(reads ?? [])])),
  });
  life.onStop("Monitor's own figures", () => feed.stop());
  const told = new HeartbeatTold({
    ...parts,
    listeners: () => outlets.heartbeats(),
    wake: () => outlets.wake(),
  });
  life.onStop("heartbeats told", () => told.stop());
  if (heartbeatUrl === undefined) return;
  const { token } = config.heartbeat;
  const stop = startHeartbeat({ otlpUrl: heartbeatUrl, token, instance: randomUUID(), now });
  life.onStop("heartbeat", stop);
}
