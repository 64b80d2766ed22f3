import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { once } from "node:events";

/** A tool from PyPI with its packages, exact, and the script that runs its six checks once for each line it reads. */
export interface Peer {
  name: string;
  packages: string[];
  script: string;
}

export const PEERS: Peer[] = [
  { name: "soda3", packages: ["soda-core-postgres==3.5.6"], script: "soda3.py" },
  { name: "soda4", packages: ["soda-postgres==4.28.0"], script: "soda4.py" },
  {
    name: "gx",
    packages: ["great_expectations==1.24.1", "psycopg2-binary==2.9.13", "sqlalchemy==2.1.9"],
    script: "gx.py",
  },
];

export interface PeerRun {
  seconds: number;
  failed: Record<string, number | boolean>;
  rssMib: number;
}

/** Each tool has an environment of its own, kept in the cache: their requirements contradict each other. */
export async function startPeer({ name, packages, script }: Peer, url: string) {
  const folder = join(
    process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
    "mystocks-monitor",
    "python",
    name,
  );
  const python = join(folder, "bin", "python");
  if (!existsSync(python)) {
    await mkdir(join(folder, ".."), { recursive: true });
    await finished(spawn("python3", ["-m", "venv", folder], { stdio: "inherit" }));
  }
  await finished(
    spawn(python, ["-m", "pip", "install", "--quiet", ...packages], {
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
  const child = spawn(python, [join(import.meta.dirname, "peers", script), url], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      GX_ANALYTICS_ENABLED: "false",
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run(): Promise<PeerRun> {
      child.stdin.write("run\n");
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`${name} ended`);
        // The tools print reports of their own.
        if (value.startsWith("RESULT ")) return JSON.parse(value.slice("RESULT ".length)) as PeerRun;
      }
    },
    async stop(): Promise<void> {
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

async function finished(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")} ended with ${code}`);
}
