import { startAlerting } from "@mystocks/alerting/app";
import type { Lifecycle } from "@mystocks/runtime";
import type { RoleParts, RunningRole } from "./parts.ts";

/** Judges rules and tells people; links in what it tells lead to `publicUrl`. */
export async function runAlerting(
  { config, bus, log, openPool }: RoleParts,
  publicUrl: string,
  life: Lifecycle,
): Promise<RunningRole> {
  const pool = openPool("alerting", 6);
  const alerting = await startAlerting({ config, pool, bus, log, publicUrl }, life);
  return {
    families: () => alerting.families(),
    reload: (next) => alerting.reload(next),
  };
}
