import { rm } from "node:fs/promises";
import { join } from "node:path";
import { reachableDataDir } from "@mystocks/embedded-postgres";
import { Stack } from "../stack.ts";

/** Deletes what a stack keeps; refuses while any of it runs. */
export async function reset(dir: string, say: (line: string) => void): Promise<number> {
  const running = await (await Stack.open({ dir, install: false })).runningParts();
  if (running.length > 0) {
    say(`Still running: ${running.map(({ name }) => name).join(", ")}. npm run stack down ends them.`);
    return 1;
  }
  const postgres = await reachableDataDir(join(dir, "postgres"));
  for (const folder of [postgres, dir]) await rm(folder, { recursive: true, force: true });
  say(`What the stack in ${dir} kept is deleted.`);
  return 0;
}
