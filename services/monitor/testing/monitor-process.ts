import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const MAIN = join(ROOT, "services/monitor/main.ts");
const START_MS = 120_000;

export interface MonitorProcess {
  readonly pid: number;
  /** With the token that signs in. */
  readonly dashboardUrl: string;
  /** Without path, no slash at the end. */
  readonly baseUrl: string;
  readonly token: string;
  readonly otlpUrl: string;
  /** Answer of an API path such as `/operations?last=5m`, parsed. */
  api<T>(path: string): Promise<T>;
  output(): string;
  end(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<void>;
}

/**
 * Starts Monitor as `npm start` does, on free ports, and waits for the line with the dashboard's address. Settings are
 * MYSTOCKS_… variables on top.
 */
export async function startMonitorProcess(
  dataDir: string,
  flags: string[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<MonitorProcess> {
  const child = spawn(process.execPath, ["--max-semi-space-size=16", MAIN, "start", ...flags], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...monitorEnvironment(dataDir), ...settings },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (output += text.toString()));
  const dashboardUrl = await announced(child, /^Dashboard (\S+)$/m, () => output);
  const otlpUrl = /^OTLP +(\S+)$/m.exec(output)![1]!;
  const { origin, searchParams } = new URL(dashboardUrl);
  const token = searchParams.get("token")!;
  return {
    pid: child.pid!,
    dashboardUrl,
    baseUrl: origin,
    token,
    otlpUrl,
    output: () => output,
    async api<T>(path: string) {
      const answer = await fetch(`${origin}/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, "exit");
    },
  };
}

/** Runs another command of `mystocks-monitor` on the same data; returns exit code and output. */
export async function runMonitorCommand(
  dataDir: string,
  args: string[],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: monitorEnvironment(dataDir),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

/** A data folder that an unprivileged PostgreSQL may enter; `remove` also ends a PostgreSQL left on it. */
export async function openDataDir(): Promise<{ path: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), "mystocks-monitor-"));
  await chmod(parent, 0o755);
  const path = join(parent, "data");
  return {
    path,
    async remove() {
      const postmaster = await readFile(join(path, "postgres/pgdata/postmaster.pid"), "utf8").catch(() => "");
      const pid = Number.parseInt(postmaster, 10);
      if (pid > 0) process.kill(pid, "SIGINT");
      await rm(parent, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function monitorEnvironment(dataDir: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return {
    ...environment,
    MYSTOCKS_DATA_DIR: dataDir,
    MYSTOCKS_PORT: "0",
    MYSTOCKS_OTLP_PORT: "0",
    MARKET_DATA_PORT: "0",
  };
}

async function announced(child: ChildProcess, line: RegExp, output: () => string): Promise<string> {
  const deadline = AbortSignal.timeout(START_MS);
  while (!line.test(output())) {
    if (child.exitCode !== null) throw new Error(`Monitor ended with ${child.exitCode}:\n${output()}`);
    if (deadline.aborted) {
      child.kill();
      await once(child, "exit");
      throw new Error(`Monitor did not serve within ${START_MS} ms:\n${output()}`);
    }
    const said = once(child.stdout!, "data", { signal: deadline }).catch(() => {});
    await Promise.race([said, once(child, "exit")]);
  }
  return line.exec(output())![1]!;
}
