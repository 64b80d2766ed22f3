import { createServer } from "node:http";
import {
  closeServer,
  createHttpApp,
  httpMetrics,
  listen,
  MetricRegistry,
  type Lifecycle,
} from "@mystocks/runtime";
import { openAuthenticator } from "../open-authenticator.ts";
import { openBus } from "../open-bus.ts";
import type { StoreParts } from "../parts.ts";
import { runRealtime } from "../realtime-role.ts";
import type { ProcessRole } from "./role-process.ts";

export async function runRealtimeProcess(parts: StoreParts, life: Lifecycle): Promise<ProcessRole> {
  const { config, log } = parts;
  const bus = openBus(config, { log, clientId: "mystocks-realtime" }, life);
  const registry = new MetricRegistry();
  const server = createServer(createHttpApp({ log, metrics: httpMetrics(registry, "monitor"), mount() {} }));
  const auth = openAuthenticator(parts.openPool("auth", 2), config);
  // Before the push, so that it ends after it: the push closes the connections that would keep the server open.
  const port = await listen(server, { host: config.host, port: config.port, log, name: "realtime" });
  life.onStop("realtime", () => closeServer(server));
  const realtime = await runRealtime({ ...parts, ...bus }, { server, auth }, life);
  return {
    families: () => [...registry.families(), ...realtime.families(), ...bus.families()],
    checks: { bus: bus.problem },
    listening: { http: port },
  };
}
