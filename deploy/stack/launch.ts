import { spawn } from "node:child_process";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Command } from "./part.ts";

/** Starts the program in a session of its own, so that it outlives this one; resolves to its id. */
export async function launch({ program, args, cwd, environment }: Command, logFile: string): Promise<number> {
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, "a");
  try {
    const child = spawn(program, args, {
      cwd,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: { ...inherited(), ...environment },
    });
    await new Promise((done, failed) => child.on("spawn", done).on("error", failed));
    child.unref();
    return child.pid!;
  } finally {
    await log.close();
  }
}

export async function endOfLog(logFile: string, bytes = 2000): Promise<string> {
  return (await readFile(logFile, "utf8").catch(() => "")).slice(-bytes).trim();
}

/** Without what jest and debuggers give their own children. */
function inherited(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_ENV: __, ...environment } = process.env;
  return environment;
}
