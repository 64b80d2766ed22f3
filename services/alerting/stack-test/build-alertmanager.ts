import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const MODULE = "github.com/prometheus/alertmanager@v0.34.2";

/** Builds Alertmanager 0.34 from its Go module, once a machine; a minute or two. Undefined: there is no Go, or no module. */
export async function buildAlertmanager(): Promise<string | undefined> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "mystocks-monitor", "programs", "alertmanager-0.34.2");
  const program = join(folder, "alertmanager");
  if (existsSync(program)) return program;
  const downloaded = run("go", ["mod", "download", "-json", MODULE], tmpdir());
  if (downloaded === undefined) return undefined;
  const copy = await mkdtemp(join(tmpdir(), "alertmanager-source-"));
  try {
    await copySource((JSON.parse(downloaded) as { Dir: string }).Dir, copy);
    if (run("go", ["build", "-o", "alertmanager-built", "./cmd/alertmanager"], copy) === undefined)
      return undefined;
    await mkdir(folder, { recursive: true });
    await cp(join(copy, "alertmanager-built"), `${program}.new`);
    await rename(`${program}.new`, program);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  return program;
}

/** The module cache is read-only, and the module lacks the pages that the program holds: they are built elsewhere. */
async function copySource(source: string, copy: string): Promise<void> {
  await cp(source, copy, { recursive: true });
  const writable = spawnSync("chmod", ["-R", "u+w", copy]);
  if (writable.status !== 0) throw new Error(String(writable.stderr));
  await mkdir(join(copy, "ui", "app", "dist"), { recursive: true });
  await writeFile(join(copy, "ui", "app", "dist", "index.html"), "<!doctype html>");
}

function run(command: string, args: string[], cwd: string): string | undefined {
  const env = { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  if (status === 0) return stdout;
  console.log(`no Alertmanager 0.34 here: ${command} ${args.join(" ")}: ${stderr ?? "it is not there"}`);
  return undefined;
}
