import type { Lifecycle, MonitorConfig } from "@mystocks/runtime";
import { runAlerting } from "../alerting-role.ts";
import { openBus } from "../open-bus.ts";
import type { StoreParts } from "../parts.ts";
import type { ProcessRole } from "./role-process.ts";
import { serveRoutes } from "./serve-routes.ts";

export async function runAlertingProcess(parts: StoreParts, life: Lifecycle): Promise<ProcessRole> {
  const { config, log } = parts;
  const bus = openBus(config, { log, clientId: "mystocks-alerting" }, life);
  const alerting = await runAlerting({ ...parts, ...bus }, publicUrlOf(config), life);
  const routes = await serveRoutes(
    { ...parts, name: "alerting", port: config.alertingPort, ...alerting },
    life,
  );
  return {
    ...alerting,
    families: () => [...routes.families(), ...alerting.families(), ...bus.families()],
    checks: { bus: bus.problem },
    listening: { http: routes.port },
  };
}

/** Where people reach the dashboard; on this machine without the key. */
function publicUrlOf({ publicUrl, host, port }: MonitorConfig): string {
  return (publicUrl ?? `http://${host}:${port}`).replace(/\/+$/, "");
}
