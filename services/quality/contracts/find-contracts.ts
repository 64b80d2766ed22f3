import { glob, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CalendarBook } from "@mystocks/calendar";
import type { Contract } from "@mystocks/checks";
import { readContract } from "./read-contract.ts";

/** Contracts of files, folders and patterns, by file. Throws ContractError with everything wrong in one of them. */
export async function findContracts(
  patterns: readonly string[],
  { exchanges }: Pick<CalendarBook, "exchanges">,
): Promise<Contract[]> {
  const files = new Set<string>();
  for (const pattern of patterns)
    for await (const path of glob((await isFolder(pattern)) ? join(pattern, "*.odcs.yaml") : pattern))
      files.add(path);
  return Promise.all([...files].sort().map((file) => readContract(file, exchanges)));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
