import { spawn } from "node:child_process";

interface RunOptions {
  cwd?: string;
  environment?: Readonly<Record<string, string>>;
}

/** Rejects with the end of what the program printed when it does not end with 0. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  { cwd, environment }: RunOptions = {},
): Promise<string> {
  const child = spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000)));
  const code = await new Promise<number | null>((done, failed) =>
    child.on("close", done).on("error", failed),
  );
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${printed.trim()}`);
  return printed.trim();
}
