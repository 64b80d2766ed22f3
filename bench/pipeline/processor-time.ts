import { readdir, readFile } from "node:fs/promises";

// What Linux counts in, on every machine it runs on today.
const TICKS_PER_SECOND = 100;

/** Seconds of processor that a process and those below it have used so far, ended ones of theirs included. */
export async function processorSeconds(pid: number): Promise<number> {
  const all = await processes();
  const wanted = new Set([pid]);
  for (let size = 0; size !== wanted.size;) {
    size = wanted.size;
    for (const { id, parent } of all) if (wanted.has(parent)) wanted.add(id);
  }
  const ticks = all.filter(({ id }) => wanted.has(id)).reduce((sum, one) => sum + one.ticks, 0);
  return ticks / TICKS_PER_SECOND;
}

async function processes(): Promise<{ id: number; parent: number; ticks: number }[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(ids.map(readProcess));
  return found.filter((one) => one !== undefined);
}

async function readProcess(id: string) {
  const text = await readFile(`/proc/${id}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field is the program's name in parentheses and may hold anything; these are fields 4 and 14 to 17.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place]), 0);
  return { id: Number(id), parent: Number(fields[1]), ticks };
}
