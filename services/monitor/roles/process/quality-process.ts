import type { Lifecycle } from "@mystocks/runtime";
import { openBus } from "../open-bus.ts";
import type { StoreParts } from "../parts.ts";
import { runQuality } from "../quality-role.ts";
import type { ProcessRole } from "./role-process.ts";
import { serveRoutes } from "./serve-routes.ts";

export async function runQualityProcess(parts: StoreParts, life: Lifecycle): Promise<ProcessRole> {
  const { config, log } = parts;
  const bus = openBus(config, { log, clientId: "mystocks-quality" }, life);
  const quality = await runQuality({ ...parts, ...bus }, life);
  const routes = await serveRoutes({ ...parts, name: "quality", port: config.qualityPort, ...quality }, life);
  return {
    ...quality,
    families: () => [...routes.families(), ...quality.families(), ...bus.families()],
    checks: { bus: bus.problem },
    listening: { http: routes.port },
  };
}
