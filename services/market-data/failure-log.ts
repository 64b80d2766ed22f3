export interface FailureLog {
  note: (task: string, error: unknown) => void;
  /** Failures noted so far, of all tasks. */
  total: () => number;
}

/** Tells a task's 1st, 10th, 100th … failure: one that repeats forty times a second must not fill a disk. */
export function createFailureLog(write: (line: string) => void): FailureLog {
  const counts = new Map<string, number>();
  return {
    note(task, error) {
      const count = (counts.get(task) ?? 0) + 1;
      counts.set(task, count);
      if (Number.isInteger(Math.log10(count)))
        write(`${task} failed (${count} times): ${error instanceof Error ? error.message : String(error)}`);
    },
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
  };
}
