import type { CalendarBook } from "@mystocks/calendar";
import type { Authenticator, Logger, MetricFamily, MonitorConfig } from "@mystocks/runtime";
import type { RequestHandler } from "express";
import type { Pool } from "pg";
import type { MountedRole } from "./mounted-roles.ts";
import type { Readings } from "./pipeline/watch.ts";

/** What the sample platform says of itself, for the page. */
export interface SampleNotice {
  description: string;
  descriptionZh: string;
}

export interface ApiParts {
  /** Read at use: classes and thresholds may change while it runs. */
  config: MonitorConfig;
  pool: Pool;
  auth: Authenticator;
  log: Logger;
  /** Where the recorder really listens, when that differs from the config. */
  otlpPort?: number;
  sample?: SampleNotice;
  /** Figures of other roles in this process, read at each scrape of /metrics: `recorderFamilies` and the like. */
  families?: readonly (() => MetricFamily[])[];
  /** Routes of roles that run in this process; undefined until they have started. */
  mounted?: Partial<Record<MountedRole, () => RequestHandler | undefined>>;
  /** The shipped ones when left out. */
  calendars?: CalendarBook;
  /** The built dashboard. */
  dashboardDir?: string;
  nowMs?: () => number;
}

/** What a route needs. */
export interface RouteParts extends ApiParts {
  nowMs: () => number;
  readings: Readings;
}
