import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

const stored = z.object({
  ports: z.record(z.string(), z.int()),
  /** How many recorders it was started with. */
  recorders: z.int().positive(),
  parts: z.record(
    z.string(),
    z.object({ pid: z.int(), startTicks: z.number(), startedAt: z.string(), logFile: z.string() }),
  ),
});

export type StackState = z.infer<typeof stored>;

/** What later commands need to know of a stack: ports stay the same over restarts, processes are known by id. */
export class StateFile {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  async read(): Promise<StackState | undefined> {
    const text = await readFile(this.#file, "utf8").catch(() => undefined);
    return text === undefined ? undefined : stored.parse(JSON.parse(text));
  }

  /** The state as it is when its turn comes: parts of one wave write at the same time. */
  write(state: StackState): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#replace(state));
    return this.#writing;
  }

  async #replace(state: StackState): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFile(`${this.#file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    await rename(`${this.#file}.new`, this.#file);
  }
}
