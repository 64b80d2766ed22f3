import { createHash } from "node:crypto";
import { access, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withInstallLock } from "@mystocks/embedded-kafka";
import { collectorSources } from "@mystocks/collector";
import { findProgram } from "./debian.ts";
import { programsFolder } from "./programs-folder.ts";
import { StackRequirement } from "./requirement.ts";
import { runToEnd } from "./run-to-end.ts";

const BUILDER = "go.opentelemetry.io/collector/cmd/builder";

/**
 * Path of the Collector made of deploy/collector/builder.yaml, built the first time (some minutes). Another
 * manifest is another program; a second installer waits for the first. MYSTOCKS_STACK_COLLECTOR names a built one.
 */
export async function installCollector(say: (line: string) => void): Promise<string> {
  const given = process.env.MYSTOCKS_STACK_COLLECTOR;
  if (given !== undefined) return given;
  const sources = await collectorSources();
  const folder = join(programsFolder(), `collector-${digest(Object.values(sources.files))}`);
  const program = join(folder, "otelcol-mystocks");
  if (await exists(program)) return program;
  const go = await findProgram("go");
  if (go === undefined) throw needsGo();
  await mkdir(programsFolder(), { recursive: true });
  await withInstallLock(`${folder}.lock`, async () => {
    if (await exists(program)) return;
    say("building the OpenTelemetry Collector (once; some minutes)");
    await build(go, sources, folder);
  });
  return program;
}

/** The builder makes the sources, our go.mod and go.sum say of which modules: what is built today is built tomorrow. */
async function build(go: string, { version, files }: Sources, folder: string): Promise<void> {
  const work = await mkdtemp(`${folder}.part-`);
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(work, name), text);
    const out = join(work, "out");
    const manifest = `${files["builder.yaml"]}\n`.replace(/^dist:$/m, `dist:\n  output_path: ${out}`);
    await writeFile(join(work, "builder.yaml"), manifest);
    const steps = ["--config", "builder.yaml", "--skip-compilation", "--skip-get-modules"];
    await runToEnd(go, ["run", `${BUILDER}@v${version}`, ...steps], { cwd: work });
    for (const name of ["go.mod", "go.sum"]) await copyFile(join(work, name), join(out, name));
    const ready = join(work, "ready");
    await mkdir(ready);
    const program = join(ready, "otelcol-mystocks");
    const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", program];
    await runToEnd(go, ["build", ...flags, "."], { cwd: out, environment: { CGO_ENABLED: "0" } });
    // Nobody ever sees a program that is half there.
    await rename(ready, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

type Sources = Awaited<ReturnType<typeof collectorSources>>;

const digest = (texts: readonly string[]) =>
  createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);

function needsGo(): StackRequirement {
  return new StackRequirement(
    "The OpenTelemetry Collector is built from Go modules, and there is no go on PATH.",
    "Install Go 1.25 or newer (https://go.dev/dl), or name a built Collector in MYSTOCKS_STACK_COLLECTOR; then run the same command again.",
  );
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
