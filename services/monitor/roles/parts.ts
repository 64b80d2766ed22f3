import type { Bus, RecordLog } from "@mystocks/bus";
import type { CalendarBook } from "@mystocks/calendar";
import type { Logger, MetricFamily, MonitorConfig } from "@mystocks/runtime";
import type pg from "pg";

/** What every role gets, in a process of its own or with others. */
export interface RoleParts extends StoreParts {
  bus: Bus;
  /** Where telemetry is read from; without it the recorder takes OTLP/HTTP only. */
  records?: RecordLog | undefined;
}

/** What a role gets that has to do with the store alone. */
export interface StoreParts {
  /** Changed in place by an edit of the file. */
  config: MonitorConfig;
  log: Logger;
  calendars: CalendarBook;
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
