import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Debian's name and command of each; CI and `npm run stack` bring them. */
const COMMANDS = { prometheus: "prometheus", alertmanager: "prometheus-alertmanager" };
const START_MS = 20_000;

export interface ProgramParts {
  dir: string;
  config: object;
  /** Without dashes; listening and storage are seen to. */
  flags: Record<string, string>;
  storageFlag: string;
}

/** A Prometheus or an Alertmanager that serves on a port of its own. */
export class Program {
  readonly host: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, host: string) {
    this.#process = process;
    this.host = host;
  }

  static async start(
    name: keyof typeof COMMANDS,
    { dir, config, flags, storageFlag }: ProgramParts,
  ): Promise<Program> {
    await mkdir(dir, { recursive: true });
    const file = join(dir, `${name}.yml`);
    // JSON is YAML.
    await writeFile(file, JSON.stringify(config));
    const host = `127.0.0.1:${await freePort()}`;
    const all = {
      "config.file": file,
      [storageFlag]: join(dir, "data"),
      "web.listen-address": host,
      "log.level": "error",
      ...flags,
    };
    const args = Object.entries(all).map(([key, value]) => `--${key}=${value}`);
    const program = new Program(
      spawn(COMMANDS[name], args, { stdio: ["ignore", "ignore", "inherit"] }),
      host,
    );
    await program.#ready(name);
    return program;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
  }

  async #ready(name: string): Promise<void> {
    const deadline = Date.now() + START_MS;
    let problem: unknown;
    this.#process.once("error", (error) => (problem = error));
    while (!(await fetch(`http://${this.host}/-/ready`).catch(() => undefined))?.ok) {
      if (problem !== undefined || this.#process.exitCode !== null || Date.now() > deadline)
        throw new Error(`${name} does not start`, { cause: problem });
      await pause(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
