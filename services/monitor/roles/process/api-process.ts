import type { Lifecycle } from "@mystocks/runtime";
import { dataFolders } from "../../embedded/data-folders.ts";
import { runApi } from "../api-role.ts";
import type { StoreParts } from "../parts.ts";
import type { ProcessRole } from "./role-process.ts";

export async function runApiProcess(parts: StoreParts, life: Lifecycle): Promise<ProcessRole> {
  const api = await runApi(parts, dataFolders(parts.config.dataDir).adminToken, {}, life);
  return { families: () => api.families(), checks: {}, listening: { http: api.port } };
}
