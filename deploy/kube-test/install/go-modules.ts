import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withInstallLock } from "@mystocks/embedded-kafka";
import { findProgram, programsFolder, runToEnd, StackRequirement } from "@mystocks/stack";

export interface GoModule {
  module: string;
  version: string;
}

export interface GoProgram extends GoModule {
  name: string;
  /** Folder of its main package. */
  main: string;
}

/** Where the sources of a module lie; read-only, downloaded the first time. */
export async function moduleFolder({ module, version }: GoModule): Promise<string> {
  // Not in the repository, whose own modules are not asked for.
  const said = await runToEnd(await go(), ["mod", "download", "-json", `${module}@${version}`], {
    cwd: tmpdir(),
  });
  const found = JSON.parse(said.slice(said.indexOf("{"))) as { Dir: string };
  return found.Dir;
}

/** Folder that holds the program, built the first time by the requirements of its own go.mod and go.sum. */
export async function installGoProgram(program: GoProgram, say: (line: string) => void): Promise<string> {
  const folder = join(programsFolder(), `${program.name}-${program.version.slice(1)}`);
  const isThere = () => exists(join(folder, program.name));
  if (await isThere()) return folder;
  await mkdir(programsFolder(), { recursive: true });
  await withInstallLock(`${folder}.lock`, async () => {
    if (await isThere()) return;
    say(`building ${program.name} ${program.version} (once)`);
    await build(program, folder);
  });
  return folder;
}

/** In the module's own folder, since `go install` refuses modules that replace one of theirs. */
async function build(program: GoProgram, folder: string): Promise<void> {
  const sources = await moduleFolder(program);
  const ready = await mkdtemp(`${folder}.part-`);
  try {
    const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"];
    const out = join(ready, program.name);
    await runToEnd(await go(), ["build", ...flags, "-o", out, program.main], {
      cwd: sources,
      environment: { CGO_ENABLED: "0" },
    });
    await rename(ready, folder);
  } finally {
    await rm(ready, { recursive: true, force: true });
  }
}

async function go(): Promise<string> {
  const program = await findProgram("go");
  if (program !== undefined) return program;
  throw new StackRequirement(
    "What checks the chart is built from Go modules, and there is no go on PATH.",
    "Install Go 1.26 or newer (https://go.dev/dl), then run the same command again.",
  );
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
