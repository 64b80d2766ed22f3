import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** A process by its id and its start, since an id is given to another program once its owner is gone. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks from the machine's start to the process'; field 22 of /proc/PID/stat. */
  startTicks: number;
}

const POLL_MS = 20;

export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readStat(pid);
  return stat === undefined ? undefined : { pid, startTicks: stat.startTicks };
}

export async function isRunning({ pid, startTicks }: ProcessIdentity): Promise<boolean> {
  const stat = await readStat(pid);
  return stat?.startTicks === startTicks && stat.state !== "Z";
}

/** Whether it was stopped by SIGSTOP. */
export async function isPaused({ pid }: ProcessIdentity): Promise<boolean> {
  return (await readStat(pid))?.state === "T";
}

export async function residentBytes({ pid }: ProcessIdentity): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** False when it still runs after `timeoutMs`. */
export async function isGoneWithin(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (await isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

export async function signal(identity: ProcessIdentity, name: NodeJS.Signals): Promise<void> {
  if (!(await isRunning(identity))) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Processes below it: workers of PostgreSQL outlive their killed parent for a moment, and hold what it held. */
export async function descendants(pid: number): Promise<ProcessIdentity[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const children = text.split(" ").filter(Boolean).map(Number);
  const found = await Promise.all(
    children.map(async (child) => [await identify(child), ...(await descendants(child))]),
  );
  return found.flat().filter((identity) => identity !== undefined);
}

async function readStat(pid: number): Promise<{ state: string; startTicks: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name in parentheses and may hold anything.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields === undefined ? undefined : { state: fields[0]!, startTicks: Number(fields[19]) };
}
