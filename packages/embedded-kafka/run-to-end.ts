import { spawn } from "node:child_process";

/** Rejects with the end of what the program printed when it does not end with 0. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const keep = (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await new Promise<number | null>((done, failed) =>
    child.on("close", done).on("error", failed),
  );
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${printed.trim()}`);
}
