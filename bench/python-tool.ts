import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Installs packages from PyPI, exact ones, into a virtual environment of the tool's own and returns its folder of programs.
 * It is kept in the cache: tools' requirements contradict each other.
 */
export async function installPythonTool(name: string, packages: readonly string[]): Promise<string> {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "mystocks-monitor", "python", name);
  const programs = join(folder, "bin");
  const python = join(programs, "python");
  if (!existsSync(python)) {
    await mkdir(join(folder, ".."), { recursive: true });
    await finished(spawn("python3", ["-m", "venv", folder], { stdio: "inherit" }));
  }
  await finished(
    spawn(python, ["-m", "pip", "install", "--quiet", ...packages], {
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
  return programs;
}

async function finished(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")} ended with ${code}`);
}
