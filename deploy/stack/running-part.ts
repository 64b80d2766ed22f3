import { setTimeout as delay } from "node:timers/promises";
import { endOfLog, launch } from "./launch.ts";
import type { Part } from "./part.ts";
import {
  descendants,
  identify,
  isGoneWithin,
  isRunning,
  residentBytes,
  signal,
  type ProcessIdentity,
} from "./process-identity.ts";
import { PartFailed } from "./part-failed.ts";

const READY_MS = 90_000;
const POLL_MS = 50;
const STOP_MS = 25_000;

/** One part's process: started, stopped and killed by its id only. */
export class RunningPart {
  readonly #part: Part;
  readonly #logFile: string;
  readonly #onChange: () => Promise<void>;
  #identity: ProcessIdentity | undefined;

  /** `known`: the process an earlier command started. `onChange`: the id is another one now. */
  constructor(
    part: Part,
    {
      logFile,
      known,
      onChange,
    }: { logFile: string; known?: ProcessIdentity | undefined; onChange: () => Promise<void> },
  ) {
    this.#part = part;
    this.#logFile = part.logFile ?? logFile;
    this.#identity = known;
    this.#onChange = onChange;
  }

  get name(): string {
    return this.#part.name;
  }

  get part(): Part {
    return this.#part;
  }

  get logFile(): string {
    return this.#logFile;
  }

  get identity(): ProcessIdentity | undefined {
    return this.#identity;
  }

  /** @throws Error when it was never started */
  get pid(): number {
    if (this.#identity === undefined) throw new Error(`${this.name} was not started`);
    return this.#identity.pid;
  }

  async isRunning(): Promise<boolean> {
    return this.#identity !== undefined && (await isRunning(this.#identity));
  }

  /** What keeps it from serving; undefined when it serves. */
  async problem(): Promise<string | undefined> {
    return (await this.isRunning()) ? this.#part.notReady() : "does not run";
  }

  /** In bytes; undefined when it does not run. */
  async residentBytes(): Promise<number | undefined> {
    return this.#identity === undefined ? undefined : residentBytes(this.#identity);
  }

  /** Starts it when it does not run, and waits until it serves. True when it was started. */
  async start(): Promise<boolean> {
    if (await this.isRunning()) {
      await this.#untilReady();
      return false;
    }
    await this.launch();
    await this.#untilReady();
    await this.#part.whenReady?.();
    return true;
  }

  /** Starts it without waiting. */
  async launch(): Promise<void> {
    const started = await this.#part.start();
    const pid = "pid" in started ? started.pid : await launch(started, this.#logFile);
    this.#identity = await identify(pid);
    await this.#onChange();
  }

  /** Ends it well; what does not end is killed. True when it had to be. Safe when it does not run. */
  async stop(timeoutMs = this.#part.stopTimeoutMs ?? STOP_MS): Promise<boolean> {
    if (this.#identity === undefined) return false;
    // A process that was paused hears no other signal.
    await this.resume();
    await signal(this.#identity, this.#part.stopSignal ?? "SIGTERM");
    if (await isGoneWithin(this.#identity, timeoutMs)) return false;
    await this.kill();
    return true;
  }

  /** As a power cut would, with all processes below it; resolves when they are gone. */
  async kill(): Promise<void> {
    if (this.#identity === undefined || !(await this.isRunning())) return;
    const all = [this.#identity, ...(await descendants(this.#identity.pid))];
    await Promise.all(all.map((one) => signal(one, "SIGKILL")));
    await Promise.all(all.map((one) => isGoneWithin(one, STOP_MS)));
  }

  /** Starts it again after a kill, or ends and starts it; resolves when it serves. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Stands still with all connections open, until `resume`. */
  async pause(): Promise<void> {
    await this.#signalAll("SIGSTOP");
  }

  async resume(): Promise<void> {
    await this.#signalAll("SIGCONT");
  }

  /** PostgreSQL works in processes below the one that is known. */
  async #signalAll(name: NodeJS.Signals): Promise<void> {
    if (this.#identity === undefined) return;
    const below = await descendants(this.#identity.pid);
    await Promise.all([this.#identity, ...below].map((one) => signal(one, name)));
  }

  /** @throws PartFailed when it ends or does not serve in time */
  async #untilReady(): Promise<void> {
    const deadline = Date.now() + READY_MS;
    for (;;) {
      const problem = await this.problem();
      if (problem === undefined) return;
      const isDead = !(await this.isRunning());
      if (isDead || Date.now() > deadline)
        throw new PartFailed(this.name, isDead ? "ended while it started" : problem, {
          logFile: this.#logFile,
          logEnd: await endOfLog(this.#logFile),
        });
      await delay(POLL_MS);
    }
  }
}
