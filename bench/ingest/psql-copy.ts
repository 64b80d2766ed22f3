import { spawn, spawnSync } from "node:child_process";

export function hasPsql(): boolean {
  return spawnSync("psql", ["--version"]).status === 0;
}

/** `\copy` as a person would type it; milliseconds from the start of psql to its end. */
export async function psqlCopy(url: string, direction: "from" | "to", file: string): Promise<number> {
  const startMs = performance.now();
  const source = direction === "to" ? "(SELECT * FROM telemetry.span)" : "telemetry.span";
  const child = spawn(
    "psql",
    [url, "-qX", "-v", "ON_ERROR_STOP=1", "-c", `\\copy ${source} ${direction} '${file}'`],
    {
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const code = await new Promise((done, failed) => child.on("exit", done).on("error", failed));
  if (code !== 0) throw new Error(`psql ended with ${String(code)}`);
  return performance.now() - startMs;
}
