import { durationMs, type Logger, type MonitorConfig } from "@mystocks/runtime";
import type { JobDefinition } from "@mystocks/schedule";
import { pruneAlerts } from "@mystocks/store/alerting";
import type pg from "pg";

export interface JobsParts {
  pool: pg.Pool;
  config: Pick<MonitorConfig, "retention">;
  log: Logger;
  now: () => number;
}

/** The upkeep of what alerting keeps. */
export function alertingJobs({ pool, config, log, now }: JobsParts): JobDefinition[] {
  return [
    {
      name: "alerting/retention",
      schedule: { everySeconds: 3600 },
      timeoutMs: 30 * 60_000,
      // It does all there is to do: after a while away once is enough.
      catchUp: "last",
      overlap: "skip",
      async run(signal) {
        const before = new Date(now() - durationMs(config.retention.alerts));
        const pruned = await pruneAlerts(pool, { before, signal });
        if (pruned.alerts + pruned.audits + pruned.silences > 0)
          log.info({ before, ...pruned }, "alerts past their retention are gone");
      },
    },
  ];
}
