import { startAlerting, type Alerting, type AlertingParts } from "@mystocks/alerting/app";
import type { Lifecycle } from "@mystocks/runtime";
import { openAuthenticator } from "./open-authenticator.ts";
import type { RoleParts, RunningRole } from "./parts.ts";

export interface AlertingRole extends RunningRole {
  router: Alerting["router"];
}

/** Judges rules and tells people; links in what it tells lead to `publicUrl`. */
export async function runAlerting(
  { config, bus, log, calendars, openPool }: RoleParts,
  publicUrl: string,
  life: Lifecycle,
  beside: Pick<AlertingParts, "otlpUrl" | "otherFamilies"> = {},
): Promise<AlertingRole> {
  const pool = openPool("alerting", 6);
  const jobsPool = openPool("alerting's jobs", 2);
  const auth = openAuthenticator(pool, config);
  const alerting = await startAlerting(
    { config, pool, jobsPool, bus, log, publicUrl, auth, calendars, ...beside },
    life,
  );
  return {
    router: alerting.router,
    families: () => alerting.families(),
    reload: (next) => alerting.reload(next),
  };
}
