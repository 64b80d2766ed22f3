import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { brokerSettings, propertiesText } from "./broker-settings.ts";
import { installKafka } from "./install.ts";
import { isAlive } from "./install-lock.ts";
import { answersMetadata } from "./metadata-probe.ts";
import { requireProgram } from "./programs.ts";
import { runToEnd } from "./run-to-end.ts";

export interface EmbeddedKafkaOptions {
  /** Holds the topics (`kafka/`), `server.properties`, `kafka.log` and the pid. Kept between starts. */
  dataDir: string;
  /** Loopback port; a free one when it is left out. Give the former one to restart under running clients. */
  port?: number;
  /** Partitions of topics that are made without saying how many; default 3. */
  partitions?: number;
  /** Whether a topic comes to be when it is first written or read; default true. */
  createTopics?: boolean;
  /** Heap in MiB; default 512. */
  heapMiB?: number;
  /** Compiles less: the broker is there sooner, and slower from then on. For tests. */
  quickStart?: boolean;
  /** Broker settings, as in server.properties; they win over those from here. */
  settings?: Readonly<Record<string, string | number>>;
  /** How long to wait for the broker to answer, in milliseconds; default 60,000. */
  startTimeoutMs?: number;
}

export interface EmbeddedKafka {
  readonly brokers: string[];
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  /** True when a broker that an earlier, killed process left behind was taken over. */
  readonly adopted: boolean;
  /** SIGTERM, then waits until the process is gone. Safe to call twice. */
  stop(): Promise<void>;
  /** SIGKILL, then waits until the process is gone; `startKafka` on the same folder and port brings it back. */
  kill(): Promise<void>;
}

interface Running {
  pid: number;
  port: number;
}

/** Starts Kafka on loopback, or takes over the one that still runs on this data folder. Throws ProgramMissing. */
export async function startKafka(options: EmbeddedKafkaOptions): Promise<EmbeddedKafka> {
  const dataDir = resolve(options.dataDir);
  const timeoutMs = options.startTimeoutMs ?? 60_000;
  await mkdir(dataDir, { recursive: true });
  const running = await readRunning(dataDir);
  if (running !== undefined) return answering(kafka(running, dataDir, true), timeoutMs);
  const [java, libs] = [await requireProgram("java"), await installKafka()];
  const port = options.port ?? (await freePort());
  const properties = join(dataDir, "server.properties");
  const settings = brokerSettings({
    logDir: join(dataDir, "kafka"),
    port,
    controllerPort: await freePort(),
    partitions: options.partitions ?? 3,
    createTopics: options.createTopics ?? true,
    settings: options.settings ?? {},
  });
  await writeFile(properties, propertiesText(settings));
  if (!(await exists(join(dataDir, "kafka", "meta.properties")))) await format(java, libs, properties);
  const pid = await launch(java, libs, dataDir, options);
  await writeFile(join(dataDir, "kafka.json"), JSON.stringify({ pid, port }));
  return answering(kafka({ pid, port }, dataDir, false), timeoutMs);
}

function kafka({ pid, port }: Running, dataDir: string, adopted: boolean): EmbeddedKafka {
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    const running = await readRunning(dataDir);
    if (running?.pid !== pid) return;
    process.kill(pid, signal);
    while ((await readRunning(dataDir))?.pid === pid) await delay(20);
    await rm(join(dataDir, "kafka.json"), { force: true });
  };
  return {
    brokers: [`127.0.0.1:${port}`],
    port,
    pid,
    adopted,
    logFile: join(dataDir, "kafka.log"),
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

async function format(java: string, libs: string, properties: string): Promise<void> {
  const clusterId = randomBytes(16).toString("base64url");
  const tool = ["-XX:TieredStopAtLevel=1", "-cp", join(libs, "*"), "kafka.tools.StorageTool"];
  await runToEnd(java, [...tool, "format", `--cluster-id=${clusterId}`, `--config=${properties}`]);
}

async function launch(
  java: string,
  libs: string,
  dataDir: string,
  { heapMiB = 512, quickStart = false }: EmbeddedKafkaOptions,
): Promise<number> {
  const log = await open(join(dataDir, "kafka.log"), "a");
  const args = [
    ...(quickStart ? ["-XX:TieredStopAtLevel=1"] : []),
    `-Xmx${heapMiB}m`,
    "-XX:+UseSerialGC",
    "-Xshare:auto",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "-cp",
    join(libs, "*"),
    "kafka.Kafka",
    join(dataDir, "server.properties"),
  ];
  // Detached: Ctrl-C reaches the whole terminal group, and the broker must stop last, after its clients.
  const child = spawn(java, args, { cwd: dataDir, detached: true, stdio: ["ignore", log.fd, log.fd] });
  await new Promise((done, failed) => child.on("spawn", done).on("error", failed));
  await log.close();
  child.unref();
  return child.pid!;
}

async function answering(started: EmbeddedKafka, timeoutMs: number): Promise<EmbeddedKafka> {
  const deadline = Date.now() + timeoutMs;
  while (!(await answersMetadata(started.port, 2000))) {
    if (!isAlive(started.pid) || Date.now() > deadline) {
      const log = (await readFile(started.logFile, "utf8").catch(() => "")).slice(-2000);
      throw new Error(`Kafka on port ${started.port} does not answer. Its log ends: ${log.trim()}`);
    }
    await delay(50);
  }
  return started;
}

/** The broker that runs on this folder. A pid alone is not enough: it may be another program's by now. */
async function readRunning(dataDir: string): Promise<Running | undefined> {
  const text = await readFile(join(dataDir, "kafka.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const running = JSON.parse(text) as Running;
  if (!isAlive(running.pid)) return undefined;
  const command = await readFile(`/proc/${running.pid}/cmdline`, "utf8").catch(() => undefined);
  // Unreadable: a system without /proc, or a process that was killed and is gone since the line before last.
  if (command === undefined) return isAlive(running.pid) ? running : undefined;
  return command.includes(join(dataDir, "server.properties")) ? running : undefined;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
