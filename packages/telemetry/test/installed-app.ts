import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const PACKAGE = join(import.meta.dirname, "..");
const PNPM = "pnpm@12.21.0";

/** The package as it is published, installed from its tarball by npm into a folder outside the repository. */
export interface InstalledApp {
  folder: string;
  start(file: string, env?: Record<string, string>, more?: StartOptions): RunningApp;
  remove(): Promise<void>;
}

interface StartOptions {
  node?: string;
  before?: readonly string[];
}

export interface RunningApp {
  process: ChildProcess;
  /** Of the app's READY line. */
  ready: Promise<{ port: number; prometheus?: number }>;
  /** Once it has ended. */
  ended: Promise<{ code: number | null; signal: string | null; output: string; errors: string }>;
}

export async function installApp(): Promise<InstalledApp> {
  const folder = await mkdtemp(join(tmpdir(), "telemetry-app-"));
  await run("npx", ["--yes", PNPM, "pack", "--pack-destination", folder], { cwd: PACKAGE });
  await cp(join(PACKAGE, "test/fixtures"), folder, { recursive: true });
  const { version } = await import("../package.json", { with: { type: "json" } }).then(
    (module) => module.default as { version: string },
  );
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "@shop/klines-app", private: true }));
  const tarball = `./mystocks-telemetry-${version}.tgz`;
  const packages = [
    tarball,
    "express@5.3.0",
    "pg@8.23.1",
    "ioredis@6.0.0",
    "@types/express@5.0.6",
    "@types/node@24.19.2",
  ];
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], { cwd: folder });
  return {
    folder,
    start: (file, env = {}, options = {}) => startApp(folder, file, env, options),
    remove: () => rm(folder, { recursive: true }),
  };
}

function startApp(
  folder: string,
  file: string,
  env: Record<string, string>,
  { node = process.execPath, before = [] }: StartOptions,
): RunningApp {
  const child = spawn(node, [...before, "--import", "@mystocks/telemetry/register", file], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...env },
  });
  let output = "";
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += String(chunk)));
  const ready = Promise.withResolvers<{ port: number; prometheus?: number }>();
  createInterface(child.stdout).on("line", (line) => {
    output += `${line}\n`;
    if (line.startsWith("READY ")) ready.resolve(JSON.parse(line.slice(6)) as { port: number });
  });
  ready.promise.catch(() => {});
  const ended = once(child, "close").then(([code, signal]: (number | string | null)[]) => {
    ready.reject(new Error(`ended before it was ready: ${errors}`));
    return { code: code as number | null, signal: signal as string | null, output, errors };
  });
  return { process: child, ready: ready.promise, ended };
}
