import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import {
  closeServer,
  createHttpApp,
  httpMetrics,
  listen,
  MetricRegistry,
  type Lifecycle,
  type MetricFamily,
  apiRouter,
} from "@mystocks/runtime";
import type { RequestHandler } from "express";
import type { ApiParts } from "./parts.ts";
import { passOnRole, startedRole, type MountedRole } from "./mounted-roles.ts";
import { passOnRealtime } from "./realtime-proxy.ts";
import { createOffsetReader } from "./pipeline/kafka-offsets.ts";
import { watchPipeline } from "./pipeline/watch.ts";
import { serveProbes } from "./probes.ts";
import { allRoutes } from "./routes/index.ts";
import { signInByAddress } from "./sign-in.ts";
import { serveDashboard } from "./static-dashboard.ts";

export type { ApiParts, SampleNotice } from "./parts.ts";

export interface RunningApi {
  port: number;
  server: Server;
  /** What /metrics tells of this process. */
  families(): MetricFamily[];
}

const BUILT_DASHBOARD = fileURLToPath(new URL("../dashboard/dist", import.meta.url));

/** REST, metrics, probes and the dashboard on one port: the configured one or, when that is taken, the next. */
export async function startApi(parts: ApiParts, life: Lifecycle): Promise<RunningApi> {
  const { config, auth, log, pool, dashboardDir = BUILT_DASHBOARD } = parts;
  const registry = new MetricRegistry();
  const families = () => [registry.families(), ...(parts.families ?? []).map((read) => read())].flat();
  const nowMs = parts.nowMs ?? Date.now;
  const offsets = config.kafka && createOffsetReader(config.kafka, log);
  const readings = watchPipeline({ config, pool, log, families, offsets, nowMs: Date.now }, life);
  const routeParts = { ...parts, nowMs, readings };
  const mounted = Object.entries(parts.mounted ?? {}) as [MountedRole, () => RequestHandler | undefined][];
  const app = createHttpApp({
    log,
    metrics: httpMetrics(registry, "monitor"),
    mount(app) {
      serveProbes(app, { pool, auth, families, life });
      app.use("/api/v1", apiRouter(allRoutes(routeParts), auth));
      for (const [role, started] of mounted) app.use(startedRole(role, started));
      app.use(signInByAddress(auth));
      serveDashboard(app, dashboardDir);
    },
  });
  const server = createServer(app);
  const port = await listen(server, { host: config.host, port: config.port, log, name: "api" });
  life.onStop("api", () => closeServer(server));
  if (config.realtimeUrl !== undefined)
    passOnRealtime({ server, realtimeUrl: config.realtimeUrl, log }, life);
  const { alertingUrl, qualityUrl } = config;
  for (const [role, url] of Object.entries({ alerting: alertingUrl, quality: qualityUrl }))
    if (url !== undefined && parts.mounted?.[role as MountedRole] === undefined)
      passOnRole(server, role as MountedRole, url);
  log.info({ port }, "api listens");
  return { port, server, families };
}
