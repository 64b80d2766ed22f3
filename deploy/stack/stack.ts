import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { reachableDataDir } from "@mystocks/embedded-postgres";
import { LOOPBACK, type Databases } from "./context.ts";
import { stackDatabases } from "./databases.ts";
import { adminTokenFile, stackFolders } from "./folders.ts";
import { findPrograms } from "./install/programs.ts";
import { makeParts, PART_KINDS, type PartKind } from "./make-parts.ts";
import { choosePorts, freePort, PORT_NAMES, type Ports } from "./ports.ts";
import { RunningPart } from "./running-part.ts";
import { secretIn } from "./secret-file.ts";
import { StateFile, type StackState } from "./state-file.ts";

export interface StackOptions {
  /** Everything of the stack lies below it. */
  dir: string;
  /** Default: all. Databases and broker that a chosen part needs have to be among them. */
  parts?: readonly PartKind[];
  /** Recorders that share the work, never fewer than it had. Default 1. */
  recorders?: number;
  /** First port of a row; `"free"` takes any. Default: the usual ports where they are free. A known stack keeps its own. */
  ports?: number | "free";
  /** Settings on top for one kind of part. */
  environment?: Partial<Record<PartKind, Readonly<Record<string, string>>>>;
  /** Alertmanager tells these too, beside Monitor's inbox. */
  alertmanagerWebhooks?: readonly string[];
  /** Whether missing programs are brought; false for a look at a stack. Default true. */
  install?: boolean;
  /** Hears of each step. */
  say?: (line: string) => void;
}

export interface StackUrls {
  dashboard: string;
  /** OTLP/HTTP and gRPC of the Collector. */
  otlp: string;
  otlpGrpc: string;
  /** What the Collector exposes for Prometheus: services' metrics and those made of spans; and its own. */
  services: string;
  collectorMetrics: string;
  prometheus: string;
  alertmanager: string;
  redis: string;
  marketData: string;
}

/** A stack whose processes live on their own: this object only knows them. */
export class Stack {
  readonly dir: string;
  readonly ports: Ports;
  readonly databases: Databases;
  readonly parts: readonly RunningPart[];

  private constructor(made: { dir: string; ports: Ports; databases: Databases; parts: RunningPart[] }) {
    this.dir = made.dir;
    this.ports = made.ports;
    this.databases = made.databases;
    this.parts = made.parts;
  }

  /** Knows a stack, or makes one, without starting anything; brings missing programs. */
  static async open(options: StackOptions): Promise<Stack> {
    const dir = resolve(options.dir);
    const folders = stackFolders(dir);
    const kinds = options.parts ?? PART_KINDS;
    const say = options.say ?? (() => {});
    const programs = await findPrograms(kinds, { install: options.install ?? true, say });
    await mkdir(dir, { recursive: true });
    const file = new StateFile(folders.state);
    const state = await openState(file, options);
    const ports = state.ports as Ports;
    const postgresDir = await reachableDataDir(join(dir, "postgres"));
    const databases = await stackDatabases(folders, { port: ports.postgres, postgresDir });
    const parts = makeParts(
      { folders, ports, programs, databases },
      {
        kinds,
        moreRecorderHealthPorts: moreRecorderPorts(state),
        postgresDir,
        environment: options.environment ?? {},
        alertmanagerWebhooks: options.alertmanagerWebhooks ?? [],
      },
    ).map((part) => {
      const logFile = join(folders.logs, `${part.name}.log`);
      const running: RunningPart = new RunningPart(part, {
        logFile,
        known: state.parts[part.name],
        onChange: () => note(file, state, running),
      });
      return running;
    });
    return new Stack({ dir, ports, databases, parts });
  }

  part(name: string): RunningPart {
    const found = this.parts.find((part) => part.name === name);
    if (found === undefined)
      throw new Error(`no part ${name}; there is ${this.parts.map((part) => part.name).join(", ")}`);
    return found;
  }

  /** Starts what does not run, wave by wave, and waits until all of it serves. */
  async start(say: (line: string) => void = () => {}): Promise<void> {
    for (const wave of [...new Set(this.parts.map(({ part }) => part.wave))].sort((a, b) => a - b)) {
      const parts = this.parts.filter(({ part }) => part.wave === wave);
      const outcomes = await Promise.allSettled(parts.map((part) => startTimed(part, say)));
      const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
      if (failures.length === 1) throw failures[0];
      if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join("\n"));
    }
  }

  /** In the order they start. */
  async runningParts(): Promise<RunningPart[]> {
    const states = await Promise.all(this.parts.map((part) => part.isRunning()));
    return this.parts.filter((_, place) => states[place]);
  }

  /** Ends everything, the last started first. */
  async stop(say: (line: string) => void = () => {}): Promise<void> {
    for (const part of (await this.runningParts()).toReversed()) {
      const wasKilled = await part.stop();
      say(`${part.name.padEnd(13)}${wasKilled ? "killed: it did not end in time" : "ended"}`);
    }
  }

  /** As a power cut: every process is killed at once. */
  async kill(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.kill()));
  }

  get urls(): StackUrls {
    const at = (port: number) => `http://${LOOPBACK}:${port}`;
    const { ports } = this;
    return {
      dashboard: at(ports.dashboard),
      otlp: at(ports.otlpHttp),
      otlpGrpc: at(ports.otlpGrpc),
      services: `${at(ports.collectorPrometheus)}/metrics`,
      collectorMetrics: `${at(ports.collectorMetrics)}/metrics`,
      prometheus: at(ports.prometheus),
      alertmanager: at(ports.alertmanager),
      redis: `redis://${LOOPBACK}:${ports.redis}`,
      marketData: at(ports.marketData),
    };
  }

  get brokers(): string[] {
    return [`${LOOPBACK}:${this.ports.kafka}`];
  }

  /** Of the first administrator. */
  token(): Promise<string> {
    return secretIn(adminTokenFile(stackFolders(this.dir)));
  }
}

async function startTimed(part: RunningPart, say: (line: string) => void): Promise<void> {
  const beganMs = performance.now();
  const isNew = await part.start();
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  say(`${part.name.padEnd(13)}${isNew ? `started in ${seconds} s` : "runs"}, process ${part.pid}`);
}

async function openState(file: StateFile, { ports, recorders }: StackOptions): Promise<StackState> {
  const known = await file.read();
  const state = known ?? { ports: { ...(await choosePorts(ports)) }, recorders: 1, parts: {} };
  // One that an earlier version made lacks those of newer parts.
  for (const name of PORT_NAMES) state.ports[name] ??= await freePort();
  // Fewer than before would leave one running that nobody knows of.
  state.recorders = Math.max(state.recorders, recorders ?? 1);
  for (let number = 2; number <= state.recorders; number++)
    state.ports[`recorderHealth${number}`] ??= await freePort();
  await file.write(state);
  return state;
}

function moreRecorderPorts({ ports, recorders }: StackState): number[] {
  return Array.from({ length: recorders - 1 }, (_, place) => ports[`recorderHealth${place + 2}`]!);
}

/** Several parts of a wave change at once: each writes the whole, which holds what the others noted. */
async function note(file: StateFile, state: StackState, { name, identity, logFile }: RunningPart) {
  if (identity !== undefined)
    state.parts[name] = { ...identity, startedAt: new Date().toISOString(), logFile };
  await file.write(state);
}
