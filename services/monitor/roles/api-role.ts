import type { Server } from "node:http";
import { startApi, type ApiParts } from "@mystocks/api/app";
import type { Authenticator, Lifecycle, MetricFamily } from "@mystocks/runtime";
import { openAuthenticator } from "./open-authenticator.ts";
import type { StoreParts } from "./parts.ts";

export interface ApiRole {
  port: number;
  server: Server;
  auth: Authenticator;
  families(): MetricFamily[];
  /** Of somebody who may do everything; made with the first start. */
  adminToken: string;
}

type Rest = Pick<ApiParts, "otlpPort" | "families" | "sample" | "mounted">;

/** REST, the dashboard, and live push where `realtimeUrl` names a realtime role. */
export async function runApi(
  { config, log, calendars, openPool }: StoreParts,
  adminTokenFile: string,
  rest: Rest,
  life: Lifecycle,
): Promise<ApiRole> {
  const pool = openPool("api", 8);
  const auth = openAuthenticator(pool, config);
  const api = await startApi({ config, pool, auth, log, calendars, ...rest }, life);
  const adminToken =
    config.adminToken === undefined
      ? await auth.ensureFirstAdminToken(adminTokenFile)
      : await auth.admitFirstAdminToken(config.adminToken);
  return { ...api, auth, adminToken };
}
