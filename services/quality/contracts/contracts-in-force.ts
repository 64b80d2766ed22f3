import { setTimeout as delay } from "node:timers/promises";
import type { CalendarBook } from "@mystocks/calendar";
import { ContractError, type Contract } from "@mystocks/checks";
import { MonitorError, type FaultLog } from "@mystocks/runtime";
import { findContracts } from "./find-contracts.ts";

export interface ContractsParts {
  /** Files, folders or patterns. */
  patterns: readonly string[];
  calendars: Pick<CalendarBook, "exchanges">;
  /** Other contracts are in force from now on. */
  onChange: () => void;
  faults: FaultLog;
}

const LOOK_MS = 2000;
const UNREADABLE = "contracts can't be read; those from before are judged on";

/** The contracts of the files, read again when one changes. A file that can't be read changes nothing. */
export class ContractsInForce {
  readonly #parts: ContractsParts;
  readonly #stopping = new AbortController();
  #contracts: readonly Contract[] = [];
  #seen = "";
  #problem: string | undefined;
  #watching: Promise<void> | undefined;

  /** Throws MonitorError with every problem of a contract. */
  static async open(parts: ContractsParts): Promise<ContractsInForce> {
    const contracts = new ContractsInForce(parts);
    await contracts.#read();
    contracts.#watching = contracts.#watch();
    return contracts;
  }

  private constructor(parts: ContractsParts) {
    this.#parts = parts;
  }

  get all(): readonly Contract[] {
    return this.#contracts;
  }

  /** Why files are not in force as they are now. */
  get problem(): string | undefined {
    return this.#problem;
  }

  named(dataset: string): Contract | undefined {
    return this.#contracts.find(({ name }) => name === dataset);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { faults, onChange } = this.#parts;
    while (await delay(LOOK_MS, true, { signal: this.#stopping.signal }).catch(() => false)) {
      try {
        const isChanged = await this.#read();
        this.#problem = undefined;
        faults.healed(UNREADABLE);
        if (isChanged) onChange();
      } catch (error) {
        this.#problem = (error as Error).message;
        faults.fault(UNREADABLE, error);
      }
    }
  }

  /** False when they are as they were. */
  async #read(): Promise<boolean> {
    const contracts = await findContracts(this.#parts.patterns, this.#parts.calendars).catch(
      (cause: unknown) => {
        if (!(cause instanceof ContractError)) throw cause;
        throw new MonitorError("CONFIG_INVALID", `quality.contracts: ${cause.message}`, { cause });
      },
    );
    refuseTwice(contracts);
    const seen = JSON.stringify(contracts);
    if (seen === this.#seen) return false;
    this.#seen = seen;
    this.#contracts = contracts;
    return true;
  }
}

function refuseTwice(contracts: readonly Contract[]): void {
  for (const key of ["id", "name"] as const) {
    const twice = contracts.find((one, at) => contracts.findIndex((other) => other[key] === one[key]) !== at);
    if (twice !== undefined)
      throw new MonitorError("CONFIG_INVALID", `quality.contracts: two have the ${key} "${twice[key]}"`, {
        remedy: `Change it in ${twice.file}, or name the file once.`,
      });
  }
}
