import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { access, chown, cp, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { findBinaries, type Binaries } from "./binaries.ts";
import { unprivilegedAccount, type Account } from "./account.ts";

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`pgdata/`), its password (mode 0600) and its log. Kept between starts. */
  dataDir: string;
  /** Server settings, as in postgresql.conf. */
  settings?: Record<string, string | number>;
  /** Loopback port; a free one when it is left out. */
  port?: number;
  /** An installed PostgreSQL, such as /usr/lib/postgresql/15, to run instead of the one that npm brought. */
  installation?: string;
  /** How long to wait for the server to take connections, in milliseconds. */
  startTimeoutMs?: number;
}

export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  /** True when a server that an earlier, killed process left behind was taken over. */
  readonly adopted: boolean;
  /** Connection string of the superuser, for the given database. */
  url(database?: string): string;
  /** Fast shutdown: open transactions are rolled back, everything committed is kept. Safe to call twice. */
  stop(): Promise<void>;
}

const SUPERUSER = "postgres";

/**
 * Starts PostgreSQL on a free loopback port, or takes over the one that still runs on this data directory.
 * As root the server runs under an unprivileged account, since PostgreSQL refuses to run as root.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const pgdata = join(dataDir, "pgdata");
  const account = await unprivilegedAccount();
  await mkdir(dataDir, { recursive: true });
  const password = await readOrCreatePassword(join(dataDir, "postgres.password"));
  const running = await readPostmaster(pgdata);
  if (running !== undefined) {
    const adopted = server(running, password, pgdata, true);
    if (await staysAlive(adopted, options.startTimeoutMs ?? 30_000)) return adopted;
  }
  if (account !== undefined) {
    await chown(dataDir, account.uid, account.gid);
    await refuseUnreachable(dataDir);
  }
  const { installation } = options;
  const binaries =
    installation === undefined ? await reachableBinaries(dataDir, account) : findBinaries(installation);
  if (!(await exists(join(pgdata, "PG_VERSION"))))
    await initialise(binaries, dataDir, pgdata, password, account);
  const port = options.port ?? (await freePort());
  const child = await launch(binaries, dataDir, pgdata, port, options.settings ?? {}, account);
  const started = server({ pid: child, port }, password, pgdata, false);
  await acceptsConnections(started, options.startTimeoutMs ?? 30_000, join(dataDir, "postgres.log"));
  return started;
}

/** Ends the server that runs on this data folder, if there is one; what it holds is kept. */
export async function stopEmbeddedPostgres(dataDir: string): Promise<void> {
  const running = await readPostmaster(join(resolve(dataDir), "pgdata"));
  if (running !== undefined) await stopProcess(running.pid);
}

/** False when the server was about to end. */
async function staysAlive(running: EmbeddedPostgres, timeoutMs: number): Promise<boolean> {
  try {
    await acceptsConnections(running, timeoutMs);
    return true;
  } catch (error) {
    if (isAlive(running.pid)) throw error;
    return false;
  }
}

async function stopProcess(pid: number): Promise<void> {
  process.kill(pid, "SIGINT");
  while (isAlive(pid)) await delay(20);
}

function server(
  { pid, port }: { pid: number; port: number },
  password: string,
  pgdata: string,
  adopted: boolean,
): EmbeddedPostgres {
  return {
    port,
    pid,
    adopted,
    url: (database = "postgres") => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`,
    async stop() {
      const running = await readPostmaster(pgdata);
      if (running?.pid === pid) await stopProcess(pid);
    },
  };
}

async function initialise(
  { initdb, libraryPath }: Binaries,
  dataDir: string,
  pgdata: string,
  password: string,
  account: Account | undefined,
): Promise<void> {
  const passwordFile = join(dataDir, `initdb-${randomBytes(4).toString("hex")}`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  const args = [
    `--pgdata=${pgdata}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-instructions",
  ];
  const child = spawn(initdb, args, {
    ...account,
    stdio: ["ignore", "ignore", "pipe"],
    env: environment(libraryPath),
  });
  let problem = "";
  child.stderr.on("data", (chunk: Buffer) => (problem += chunk.toString()));
  const code = await new Promise((done) => child.on("close", done).on("error", done));
  await rm(passwordFile, { force: true });
  if (code !== 0) {
    await rm(pgdata, { recursive: true, force: true });
    throw new Error(`initdb failed in ${dataDir}: ${problem.trim() || String(code)}`);
  }
}

async function launch(
  { postgres, libraryPath }: Binaries,
  dataDir: string,
  pgdata: string,
  port: number,
  settings: Record<string, string | number>,
  account: Account | undefined,
): Promise<number> {
  const wanted = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    dynamic_shared_memory_type: "posix",
    ...settings,
  };
  const args = ["-D", pgdata, ...Object.entries(wanted).flatMap(([key, value]) => ["-c", `${key}=${value}`])];
  const log = await open(join(dataDir, "postgres.log"), "a");
  // Detached: Ctrl-C reaches the whole terminal group, and the database must stop last, after its clients.
  const child = spawn(postgres, args, {
    ...account,
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: environment(libraryPath),
  });
  await new Promise((done, failed) => child.on("spawn", done).on("error", failed));
  await log.close();
  child.unref();
  return child.pid!;
}

async function acceptsConnections(
  started: EmbeddedPostgres,
  timeoutMs: number,
  logFile?: string,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const client = new pg.Client({ connectionString: started.url(), connectionTimeoutMillis: 2000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      if (!isAlive(started.pid) || Date.now() > deadline) {
        const log =
          logFile === undefined ? "" : (await readFile(logFile, "utf8").catch(() => "")).slice(-2000);
        throw new Error(
          `PostgreSQL on port ${started.port} does not take connections. Its log ends: ${log.trim()}`,
          { cause: error },
        );
      }
      await delay(25);
    }
  }
}

/** The server that runs on this cluster: pid and port are lines 1 and 4 of postmaster.pid. */
async function readPostmaster(pgdata: string): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(pgdata, "postmaster.pid"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const [pid, , , port] = text.split("\n").map(Number);
  if (pid === undefined || port === undefined || !isAlive(pid)) return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  // Unreadable: a system without /proc, or a process that was killed and is gone since the line before last.
  if (command === undefined) return isAlive(pid) ? { pid, port } : undefined;
  return command.includes("postgres") ? { pid, port } : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readOrCreatePassword(file: string): Promise<string> {
  const known = await readFile(file, "utf8").catch(() => undefined);
  if (known !== undefined) return known.trim();
  const password = randomBytes(24).toString("base64url");
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/** Under another account the installed binaries may lie out of reach (a home directory of mode 0700). */
async function reachableBinaries(dataDir: string, account: Account | undefined): Promise<Binaries> {
  const installed = findBinaries();
  if (account === undefined || (await othersMayEnter(dirname(installed.postgres)))) return installed;
  const copy = join(dataDir, "postgres-binaries");
  if (!(await exists(copy))) await cp(installed.root, copy, { recursive: true, verbatimSymlinks: true });
  return findBinaries(copy);
}

/**
 * Where a data folder can lie: as wanted, or, when this is root and the unprivileged account that PostgreSQL runs
 * under can't enter the wanted place (a home directory of mode 0700), below /var/lib.
 */
export async function reachableDataDir(wanted: string): Promise<string> {
  const folder = resolve(wanted);
  if ((await unprivilegedAccount()) === undefined) return folder;
  await mkdir(dirname(folder), { recursive: true });
  if (await othersMayEnter(dirname(folder))) return folder;
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  return join("/var/lib/mystocks-monitor", name);
}

async function refuseUnreachable(dataDir: string): Promise<void> {
  if (await othersMayEnter(dirname(dataDir))) return;
  throw new Error(
    `As root, PostgreSQL runs under an unprivileged account, which can't enter ${dirname(dataDir)}. ` +
      `Set MYSTOCKS_DATA_DIR to a folder that others may enter, such as /var/lib/mystocks-monitor.`,
  );
}

async function othersMayEnter(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}

const environment = (libraryPath: string) => ({
  PATH: process.env.PATH ?? "",
  LC_ALL: "C",
  TZ: "UTC",
  LD_LIBRARY_PATH: libraryPath,
});

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
