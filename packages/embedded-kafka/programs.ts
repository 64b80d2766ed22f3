import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runToEnd } from "./run-to-end.ts";

/** A program that Kafka needs is not on this machine; `remedy` says what to install. */
export class ProgramMissing extends Error {
  override name = "ProgramMissing";
  readonly remedy: string;

  constructor(program: string, debianPackage: string, cause?: unknown) {
    const remedy = `Install ${program} (Debian and Ubuntu: apt-get install ${debianPackage}), then run the same command again.`;
    super(`Kafka needs the program ${program}, which is not on this machine's PATH. ${remedy}`, { cause });
    this.remedy = remedy;
  }
}

const DEBIAN_PACKAGES = { java: "default-jre-headless", mvn: "maven" };

/** Path of the program; as root a missing one is installed by apt-get. Throws ProgramMissing. */
export async function requireProgram(program: keyof typeof DEBIAN_PACKAGES): Promise<string> {
  const debianPackage = DEBIAN_PACKAGES[program];
  let cause: unknown;
  if ((await findProgram(program)) === undefined && process.getuid?.() === 0)
    await aptInstall(debianPackage).catch((error: unknown) => (cause = error));
  const found = await findProgram(program);
  if (found === undefined) throw new ProgramMissing(program, debianPackage, cause);
  return found;
}

async function aptInstall(debianPackage: string): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runToEnd("apt-get", ["update", "-qq"], { env });
  await runToEnd("apt-get", ["install", "-y", "-qq", "--no-install-recommends", debianPackage], { env });
}

async function findProgram(program: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, program);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}
