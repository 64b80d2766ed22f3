import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "@mystocks/embedded-postgres";
import { openCuttableConnection } from "@mystocks/schedule/testing";
import { migrate, openStorePool } from "@mystocks/store";
import pg from "pg";
import type { Steering } from "./alerting-process.ts";
import { Child } from "./child.ts";
import { freePort } from "./free-port.ts";
import { checkLedger } from "./check-ledger.ts";
import { Commits } from "./commits.ts";
import { Wave } from "./wave.ts";

export interface CrashOptions {
  kills: number;
  seed: number;
  say: (line: string) => void;
}

export interface CrashOutcome {
  figures: Record<string, number>;
  /** What was promised and not kept; empty: all was. */
  broken: string[];
}

const RULES = `
groups:
  - name: wave
    rules:
      - alert: Wave
        expr: pushed > 0.5
        labels: { severity: critical }
        annotations: { summary: "{{ $labels.id }}", mystocks_flap: "off" }
`;
const SETTLE_MS = 120_000;
const AMID_MS = 900;
/** Either way between alerting and its store: time in which a commit has come to pass and nobody knows. */
const STORE_DELAY_MS = 40;
const here = (module: string) => join(import.meta.dirname, module);

/**
 * Two replicas of alerting, PostgreSQL and a receiver; alerts fire and resolve while a random one of the four is
 * killed with SIGKILL again and again.
 */
export async function crashRun({ kills, seed, say }: CrashOptions): Promise<CrashOutcome> {
  const dir = await mkdtemp(join(tmpdir(), "alerting-crashes-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  const started: { kill(): Promise<void> }[] = [];
  const closers: (() => Promise<void>)[] = [];
  let postgres: EmbeddedPostgres | undefined;
  try {
    await writeFile(join(dir, "wave.yml"), RULES);
    postgres = await startEmbeddedPostgres({ dataDir: join(dir, "postgres") });
    const url = postgres.url();
    await prepare(url);
    const commits = new Commits(url);
    closers.push(() => commits.close());
    await commits.prepare();
    const far = await openCuttableConnection(url, { delayMs: STORE_DELAY_MS });
    closers.push(() => far.close());
    const file = join(dir, "received.ndjson");
    await writeFile(file, "");
    const port = await freePort();
    const receiver = new Child(here("receiver-process.ts"), {
      RECEIVER_PROCESS: JSON.stringify({ port, file }),
    });
    const config = {
      receivers: [{ name: "team", webhook: `http://127.0.0.1:${port}/`, groupBy: ["id"] }],
      rules: [join(dir, "*.yml")],
      defaultRules: false,
    };
    const environment = { ALERTING_PROCESS: JSON.stringify({ url: far.url, config }) };
    const replicas = [1, 2].map(() => new Child<Steering>(here("alerting-process.ts"), environment));
    started.push(receiver, ...replicas);
    await Promise.all([receiver.start(), ...replicas.map((replica) => replica.start())]);
    const wave = new Wave(seed, (gauges) => replicas.forEach((replica) => replica.send({ gauges })));

    const restartPostgres = async () => {
      process.kill(postgres!.pid, "SIGKILL");
      postgres = await untilStarted(join(dir, "postgres"), postgres!.port);
    };
    const restart = (child: Child<Steering> | Child) => async () => {
      await child.kill();
      await child.start();
    };
    const targets = [
      { name: "alerting_1", hit: restart(replicas[0]!) },
      { name: "alerting_2", hit: restart(replicas[1]!) },
      { name: "postgres", hit: restartPostgres },
      { name: "receiver", hit: restart(receiver) },
    ];
    const figures: Record<string, number> = Object.fromEntries(
      targets.map(({ name }) => [`kills_of_${name}`, 0]),
    );
    for (let at = 0; at < kills; at++) {
      await pause(wave.random() * 3000);
      // Each as often as the others, in an order nobody knows.
      if (at % targets.length === 0) targets.sort(() => wave.random() - 0.5);
      const { name, hit } = targets[at % targets.length]!;
      // Amid the judging, saving and telling of a change, since hardly anything can be lost in between; by turns right
      // after a commit, which nobody but PostgreSQL knows of yet.
      if (Math.floor(at / targets.length) % 2 === 0) await commits.next();
      else await wave.changed().then(() => pause(wave.random() * AMID_MS));
      say(`kill ${at + 1} of ${kills}: ${name}`);
      await hit();
      figures[`kills_of_${name}`]! += 1;
      await untilLeased(url);
    }
    const breaches = await wave.end();
    const settled = await untilSettled(url);
    const { figures: counted, broken } = await withClient(url, async (client) =>
      checkLedger(client, breaches, await receivedIn(file)),
    );
    return {
      figures: { ...figures, ...counted },
      broken: settled
        ? broken
        : [...broken, "alerts, notifications or the outbox were not at rest after 2 minutes"],
    };
  } finally {
    await Promise.all(started.map((child) => child.kill()));
    await Promise.all(closers.map((close) => close()));
    await postgres?.stop();
    await rm(dir, { recursive: true, force: true }).catch(() => {});
  }
}

async function prepare(url: string): Promise<void> {
  const pool = openStorePool({ url, max: 2, applicationName: "crashes" }, () => {});
  await migrate(pool);
  await pool.end();
}

/** Right after a kill the old processes may still hold the shared memory. */
async function untilStarted(dataDir: string, port: number): Promise<EmbeddedPostgres> {
  for (let attempt = 0; ; attempt++)
    try {
      return await startEmbeddedPostgres({ dataDir, port });
    } catch (error) {
      if (attempt === 20) throw error;
      await pause(200);
    }
}

/** Every shard is judged by somebody: nothing that lasts longer than a fail-over is missed. */
async function untilLeased(url: string): Promise<void> {
  for (;;) {
    const free = await withClient(url, (client) =>
      client.query("SELECT FROM alerting.shard WHERE expires_at < clock_timestamp()"),
    ).catch(() => undefined);
    if (free?.rowCount === 0) return;
    await pause(100);
  }
}

async function untilSettled(url: string): Promise<boolean> {
  for (const deadlineMs = Date.now() + SETTLE_MS; Date.now() < deadlineMs; await pause(250)) {
    const { rows } = await withClient(url, (client) =>
      client.query<{ busy: number }>(
        `SELECT (SELECT count(*) FROM alerting.alert WHERE condition <> 'resolved')::int
              + (SELECT count(*) FROM alerting.notification WHERE state = 'waiting')::int
              + (SELECT count(*) FROM alerting.shard WHERE published <> sequence)::int AS busy`,
      ),
    );
    if (rows[0]!.busy === 0) return true;
  }
  return false;
}

async function receivedIn(file: string): Promise<unknown[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown);
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}
