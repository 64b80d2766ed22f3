import { Lifecycle, type MetricFamily } from "@mystocks/runtime";
import { startScheduler, type JobDefinition, type Scheduler, type SchedulerParts } from "@mystocks/schedule";

/** The scheduler of jobs that change while it runs: an ended one makes place for one with the others. */
export class Scheduled {
  readonly #parts: Omit<SchedulerParts, "jobs">;
  #running: { scheduler: Scheduler; life: Lifecycle } | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: Omit<SchedulerParts, "jobs">) {
    this.#parts = parts;
  }

  /** Runs that go on are told to end, and are taken over by the next scheduler. */
  replace(jobs: readonly JobDefinition[]): Promise<void> {
    return this.#next(async () => {
      await this.#end();
      const life = new Lifecycle();
      this.#running = { life, scheduler: startScheduler({ ...this.#parts, jobs }, life) };
    });
  }

  stop(): Promise<void> {
    return this.#next(() => this.#end());
  }

  families(): MetricFamily[] {
    return this.#running?.scheduler.families() ?? [];
  }

  #next(work: () => Promise<void>): Promise<void> {
    // One that failed is told to who asked for it, and holds up no other.
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #end(): Promise<void> {
    const ended = this.#running;
    this.#running = undefined;
    await ended?.life.stop();
  }
}
