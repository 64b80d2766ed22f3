/** How a program is started; its output goes to a log file of its own. */
export interface Command {
  program: string;
  args: readonly string[];
  cwd?: string;
  environment?: Readonly<Record<string, string>>;
}

/** One process of the stack. */
export interface Part {
  /** `kafka`, `recorder`, `recorder-2` … */
  name: string;
  /** Parts of a lower wave are ready before those of a higher one start; stopping goes the other way. */
  wave: number;
  /** Either what to run, or a start of its own that resolves to the process' id. */
  start: () => Promise<Command | { pid: number }>;
  /** Resolves to what is still missing, or to undefined when it serves. Asked again and again. */
  notReady: () => Promise<string | undefined>;
  /** What only it can prepare for others, once it serves; may run at each start. */
  whenReady?: () => Promise<void>;
  /** What ends it well. Default SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to end before it is killed. Default 25 seconds. */
  stopTimeoutMs?: number;
  /** Where its output goes. Default: `logs/NAME.log` of the stack. */
  logFile?: string;
  /** What people and other programs reach it at. */
  addresses: Readonly<Record<string, string>>;
}
