import type { Bus, RecordLog } from "@mystocks/bus";
import type { Logger, MetricFamily, MonitorConfig } from "@mystocks/runtime";
import type pg from "pg";

/** What every role gets, in a process of its own or with others. */
export interface RoleParts {
  /** Changed in place by an edit of the file. */
  config: MonitorConfig;
  log: Logger;
  bus: Bus;
  /** Where telemetry is read from; without it the recorder takes OTLP/HTTP itself. */
  records?: RecordLog | undefined;
  /** Connections to the store under a name of their own; ended with the role. */
  openPool: (name: string, max: number) => pg.Pool;
}

/** What a running role says of itself. */
export interface RunningRole {
  /** For /metrics. */
  families(): MetricFamily[];
  /** Takes over the keys that may change while it runs. */
  reload?(config: MonitorConfig): Promise<void>;
}
