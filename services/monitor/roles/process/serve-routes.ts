import { createServer } from "node:http";
import {
  closeServer,
  createHttpApp,
  httpMetrics,
  listen,
  MetricRegistry,
  type Lifecycle,
} from "@mystocks/runtime";
import type { StoreParts } from "../parts.ts";
import type { QualityRole } from "../quality-role.ts";

interface ServedRoutes extends StoreParts {
  name: string;
  port: number;
  router: QualityRole["router"];
}

/** A role's own routes; the api passes on to them what people ask. */
export async function serveRoutes({ name, port, router, config, log }: ServedRoutes, life: Lifecycle) {
  const registry = new MetricRegistry();
  const metrics = httpMetrics(registry, "monitor");
  const server = createServer(createHttpApp({ log, metrics, mount: (app) => void app.use(router) }));
  const listening = await listen(server, { host: config.host, port, log, name });
  life.onStop(`${name}'s routes`, () => closeServer(server));
  return { port: listening, families: () => registry.families() };
}
