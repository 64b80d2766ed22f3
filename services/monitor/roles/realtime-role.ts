import type { Server } from "node:http";
import { startRealtime } from "@mystocks/realtime/app";
import type { Authenticator, Lifecycle } from "@mystocks/runtime";
import type { RoleParts, RunningRole } from "./parts.ts";

/** Live push on a server that listens already, or that the caller lets listen afterwards. */
export async function runRealtime(
  { config, bus, log, openPool }: RoleParts,
  { server, auth }: { server: Server; auth: Authenticator },
  life: Lifecycle,
): Promise<RunningRole> {
  const realtime = await startRealtime(
    { config, pool: openPool("realtime", 3), bus, auth, log, server },
    life,
  );
  return { families: () => realtime.families() };
}
