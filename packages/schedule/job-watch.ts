import { calendarBook } from "@mystocks/calendar";
import type { FaultLog, MetricFamily } from "@mystocks/runtime";
import type pg from "pg";
import { readBoard, type JobStanding } from "./board.ts";
import { instantsOf, type OpenCalendar, type NextInstant } from "./instants.ts";
import { jobFamilies } from "./job-families.ts";

const LOOK_MS = 2000;
const AWAY = "jobs can't be read";

export interface JobWatchParts {
  pool: pg.Pool;
  faults: FaultLog;
  /** The shipped ones when left out. */
  calendars?: OpenCalendar;
}

/** Reads where all jobs stand every two seconds. With the store away it goes on telling what it last knew. */
export class JobWatch {
  readonly #parts: JobWatchParts;
  readonly #calendars: OpenCalendar;
  readonly #timer: NodeJS.Timeout;
  #families: MetricFamily[] = [];
  #looking: Promise<void> | undefined;

  constructor(parts: JobWatchParts) {
    this.#parts = parts;
    this.#calendars = parts.calendars ?? calendarBook().open;
    this.#wake();
    this.#timer = setInterval(() => this.#wake(), LOOK_MS);
  }

  families(): MetricFamily[] {
    return this.#families;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  #wake(): void {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
  }

  async #look(): Promise<void> {
    const { pool, faults } = this.#parts;
    try {
      const { now, jobs } = await readBoard(pool);
      const planned = jobs.map((standing) => ({ standing, next: knownInstants(standing, this.#calendars) }));
      this.#families = jobFamilies(planned, now);
      faults.healed(AWAY);
    } catch (error) {
      faults.fault(AWAY, error);
    }
  }
}

/** The instants of a stored job; none for a schedule that this version does not understand. */
export function knownInstants({ schedule }: JobStanding, calendars: OpenCalendar): NextInstant {
  try {
    return instantsOf(schedule, calendars);
  } catch {
    return () => undefined;
  }
}
