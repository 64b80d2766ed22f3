import { isPaused } from "../process-identity.ts";
import type { RunningPart } from "../running-part.ts";
import { Stack } from "../stack.ts";
import { StateFile } from "../state-file.ts";
import { stackFolders } from "../folders.ts";

const MIB = 1024 * 1024;

/** Exit code 0 when every part serves. */
export async function showStatus(dir: string, say: (line: string) => void): Promise<number> {
  if ((await new StateFile(stackFolders(dir).state).read()) === undefined) {
    say("There is no such stack; npm run stack up makes it.");
    return 1;
  }
  const stack = await Stack.open({ dir, install: false });
  const rows = await Promise.all(stack.parts.map(async (part) => ({ part, ...(await stateOf(part)) })));
  say(`${"PART".padEnd(14)}${"STATE".padEnd(12)}${"PID".padStart(8)}${"MEMORY".padStart(10)}  ADDRESS`);
  for (const { part, state, memory } of rows) {
    const [address = ""] = Object.values(part.part.addresses);
    const pid = part.identity === undefined ? "" : `${part.pid}`;
    say(`${part.name.padEnd(14)}${state.padEnd(12)}${pid.padStart(8)}${memory.padStart(10)}  ${address}`);
  }
  for (const { part, problem } of rows)
    if (problem !== undefined && problem !== "does not run") say(`${part.name}: ${problem}`);
  return rows.every(({ state }) => state === "serves") ? 0 : 1;
}

async function stateOf(part: RunningPart): Promise<{ state: string; memory: string; problem?: string }> {
  const bytes = await part.residentBytes();
  const memory = bytes === undefined ? "" : `${Math.round(bytes / MIB)} MiB`;
  if (!(await part.isRunning())) return { state: "down", memory: "" };
  if (await isPaused(part.identity!)) return { state: "paused", memory };
  const problem = await part.problem();
  return problem === undefined ? { state: "serves", memory } : { state: "not ready", memory, problem };
}
