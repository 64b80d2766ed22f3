import { readFile } from "node:fs/promises";
import { parseContract, type Contract } from "@mystocks/checks";
import { instantsOf } from "@mystocks/schedule/instants";

/** Throws ContractError with every problem: line, key, near match; and what reading the file throws. */
export async function readContract(file: string, calendars: readonly string[]): Promise<Contract> {
  return parseContract(await readFile(file, "utf8"), file, { calendars, cronProblem });
}

function cronProblem(cron: string): string | undefined {
  try {
    instantsOf({ cron, timeZone: "UTC" }, noCalendar);
    return undefined;
  } catch (error) {
    return ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message;
  }
}

function noCalendar(): never {
  throw new Error("a contract's schedule has no calendar");
}
