import { access, constants, mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { withInstallLock } from "@mystocks/embedded-kafka";
import { programsFolder } from "./programs-folder.ts";
import { StackRequirement } from "./requirement.ts";
import { runToEnd } from "./run-to-end.ts";

/** Debian's package of each program; a path where it lies outside PATH. */
const DEBIAN = {
  "redis-server": { package: "redis-server" },
  prometheus: { package: "prometheus" },
  "prometheus-alertmanager": { package: "prometheus-alertmanager" },
  "/usr/lib/postgresql/15/bin/postgres": { package: "postgresql-15" },
} as const;

export type DebianProgram = keyof typeof DEBIAN;

const POLICY = "/usr/sbin/policy-rc.d";

/** Brings what is missing as root, with Debian's own services kept from starting; else throws StackRequirement. */
export async function requireDebian(programs: readonly DebianProgram[], say: (line: string) => void) {
  const missing = await missingOf(programs);
  if (missing.length === 0) return;
  const packages = missing.map((program) => DEBIAN[program].package);
  if (process.getuid?.() !== 0) throw lacking(missing, packages);
  say(`installing Debian packages: ${packages.join(", ")}`);
  await mkdir(programsFolder(), { recursive: true });
  await withInstallLock(join(programsFolder(), "apt.lock"), () => install(packages)).catch(
    (error: unknown) => {
      throw lacking(missing, packages, error);
    },
  );
  const still = await missingOf(programs);
  if (still.length > 0) throw lacking(still, packages);
}

function lacking(
  programs: readonly string[],
  packages: readonly string[],
  cause?: unknown,
): StackRequirement {
  return new StackRequirement(
    `Not on this machine: ${programs.join(", ")}.`,
    `On Debian 12: sudo apt-get install --no-install-recommends ${packages.join(" ")} (their services may stay off), then run the same command again.`,
    cause,
  );
}

async function install(packages: readonly string[]): Promise<void> {
  const held = await holdServices();
  const environment = { DEBIAN_FRONTEND: "noninteractive" };
  const args = ["install", "-y", "-qq", "--no-install-recommends", ...packages];
  try {
    await runToEnd("apt-get", ["update", "-qq"], { environment });
    await runToEnd("apt-get", args, { environment });
  } finally {
    if (held) await rm(POLICY, { force: true });
  }
}

/** Debian asks this file before a package starts a service. False when there is one already. */
async function holdServices(): Promise<boolean> {
  return writeFile(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755, flag: "wx" }).then(
    () => true,
    () => false,
  );
}

async function missingOf(programs: readonly DebianProgram[]): Promise<DebianProgram[]> {
  const found = await Promise.all(programs.map((program) => findProgram(program)));
  return programs.filter((_, place) => found[place] === undefined);
}

/** Full path of a program on PATH or, for a path, that path; undefined when there is none. */
export async function findProgram(program: string): Promise<string | undefined> {
  const candidates = program.startsWith("/")
    ? [program]
    : (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
  for (const path of candidates) {
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}
