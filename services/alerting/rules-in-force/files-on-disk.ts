import { setTimeout as delay } from "node:timers/promises";
import { formatProblem, type Problem } from "@mystocks/rules";
import type { FaultLog, MonitorConfig } from "@mystocks/runtime";
import { configuredRuleFiles, parseRuleFiles, type FoundRuleFile } from "./rule-files.ts";

export interface FilesOnDiskParts {
  config: Pick<MonitorConfig, "defaultRules" | "rules">;
  faults: FaultLog;
}

const LOOK_MS = 2000;
const UNREADABLE = "rule files can't be read; the former ones go on";
const UNUSABLE = "rule files can't be used as they are now; the former ones go on";

/** The rule files of the config, read again when one changes: all of them as they are, or none when one has an error. */
export class FilesOnDisk {
  readonly #parts: FilesOnDiskParts;
  readonly #stopping = new AbortController();
  #files: readonly FoundRuleFile[];
  #seen: string;
  #isReadable = true;
  #isUsable = true;
  #watching: Promise<void> | undefined;

  /** What they hold is not proven yet. */
  static async open(parts: FilesOnDiskParts): Promise<FilesOnDisk> {
    return new FilesOnDisk(parts, await configuredRuleFiles(parts.config));
  }

  private constructor(parts: FilesOnDiskParts, files: readonly FoundRuleFile[]) {
    this.#parts = parts;
    this.#files = files;
    this.#seen = JSON.stringify(files);
  }

  get files(): readonly FoundRuleFile[] {
    return this.#files;
  }

  /** False while those on disk can't be read or used, and the former ones go on. */
  get areInForce(): boolean {
    return this.#isReadable && this.#isUsable;
  }

  /** `onChange`: they are others now; `onProblems`: they were changed to something that can't be used. */
  watch(onChange: () => void, onProblems: (problems: readonly Problem[]) => void): void {
    this.#watching = this.#watch(onChange, onProblems);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(onChange: () => void, onProblems: (problems: readonly Problem[]) => void): Promise<void> {
    const { config, faults } = this.#parts;
    while (await delay(LOOK_MS, true, { signal: this.#stopping.signal }).catch(() => false)) {
      try {
        const files = await configuredRuleFiles(config);
        this.#isReadable = true;
        faults.healed(UNREADABLE);
        this.#take(files, onChange, onProblems);
      } catch (error) {
        this.#isReadable = false;
        faults.fault(UNREADABLE, error);
      }
    }
  }

  #take(
    files: readonly FoundRuleFile[],
    onChange: () => void,
    onProblems: (problems: readonly Problem[]) => void,
  ): void {
    const { faults } = this.#parts;
    const seen = JSON.stringify(files);
    if (seen === this.#seen) return;
    this.#seen = seen;
    const errors = parseRuleFiles(files).problems.filter(({ severity }) => severity === "error");
    this.#isUsable = errors.length === 0;
    if (errors.length > 0) {
      onProblems(errors);
      faults.fault(UNUSABLE, new Error(errors.map(formatProblem).join("\n")));
      return;
    }
    this.#files = files;
    faults.healed(UNUSABLE);
    onChange();
  }
}
