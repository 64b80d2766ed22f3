import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { installPythonTool } from "../python-tool.ts";

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

/** Starts the tool's process, which has imported what it needs once it answers. */
export async function startPeer({ name, packages, script }: Peer, url: string) {
  const python = join(await installPythonTool(name, packages), "python");
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
