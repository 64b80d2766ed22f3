import type { Lifecycle } from "@mystocks/runtime";
import type { Checks } from "../health-server.ts";
import type { RunningRole, StoreParts } from "../parts.ts";
import type { RoleName } from "../role-names.ts";

/** A role as the only one of its process. */
export interface ProcessRole extends RunningRole {
  /** Of what it needs beside the store. */
  checks: Checks;
  /** Ports by what they serve. */
  listening: Readonly<Record<string, number>>;
}

type Run = (parts: StoreParts, life: Lifecycle) => Promise<ProcessRole>;

/** Each loads its own role and none of the others, which would cost its process start and memory. */
export const RUN_ROLE: Readonly<Record<RoleName, () => Promise<Run>>> = {
  recorder: async () => (await import("./recorder-process.ts")).runRecorderProcess,
  quality: async () => (await import("./quality-process.ts")).runQualityProcess,
  alerting: async () => (await import("./alerting-process.ts")).runAlertingProcess,
  api: async () => (await import("./api-process.ts")).runApiProcess,
  realtime: async () => (await import("./realtime-process.ts")).runRealtimeProcess,
};
