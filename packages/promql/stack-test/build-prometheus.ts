import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const MODULE = "github.com/prometheus/prometheus@v0.316.0";

/** Builds Prometheus 3.16 from its Go module, once a machine; minutes. Answers the path of the program. */
export async function buildPrometheus(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "mystocks-monitor", "programs", "prometheus-3.16");
  const program = join(folder, "prometheus");
  if (existsSync(program)) return program;
  const { Dir: source } = JSON.parse(run("go", ["mod", "download", "-json", MODULE], tmpdir())) as {
    Dir: string;
  };
  // The module cache is read-only, and building there would want to write.
  const copy = await mkdtemp(join(tmpdir(), "prometheus-source-"));
  try {
    await cp(source, copy, { recursive: true });
    await makeWritable(copy);
    run("go", ["build", "-tags", "remove_all_sd", "-o", "prometheus-built", "./cmd/prometheus"], copy);
    await mkdir(folder, { recursive: true });
    await cp(join(copy, "prometheus-built"), `${program}.new`);
    await rename(`${program}.new`, program);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  return program;
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeWritable(path);
    else if (entry.isFile()) await chmod(path, 0o644);
  }
}

function run(command: string, args: string[], cwd: string): string {
  const env = { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}
