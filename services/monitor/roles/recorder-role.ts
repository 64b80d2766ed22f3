import { hostname } from "node:os";
import { recorderFamilies, startRecorder } from "@mystocks/recorder";
import { upkeepJobs } from "@mystocks/recorder/upkeep";
import type { Lifecycle } from "@mystocks/runtime";
import { startScheduler } from "@mystocks/schedule";
import { createPartitions } from "@mystocks/store";
import type { RoleParts, RunningRole } from "./parts.ts";

export interface RecorderRole extends RunningRole {
  otlpPort: number;
}

/** Records telemetry and keeps the store in shape; each upkeep job runs once across all recorders. */
export async function runRecorder(parts: RoleParts, life: Lifecycle): Promise<RecorderRole> {
  const { config, bus, records, log, calendars, openPool } = parts;
  const upkeepPool = openPool("upkeep", 4);
  await createPartitions(upkeepPool, new Date());
  const recorder = await startRecorder(
    { config, pool: openPool("recorder", 6), bus, log, ...(records === undefined ? {} : { records }) },
    life,
  );
  const scheduler = startScheduler(
    {
      pool: openPool("recorder's jobs", 2),
      role: "recorder",
      log: log.child({ part: "schedule" }),
      owner: `${hostname()}-${process.pid}`,
      calendars: calendars.open,
      jobs: upkeepJobs({ pool: upkeepPool, config, log }),
    },
    life,
  );
  return {
    otlpPort: recorder.otlpPort,
    families: () => [...recorderFamilies(recorder.stats()), ...scheduler.families()],
    reload: (next) => recorder.reload(next),
  };
}
