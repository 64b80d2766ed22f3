import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { AlertList } from "@mystocks/alerting";
import type { JobDetail, JobRun, JobRunList } from "@mystocks/api";
import { eventually } from "@mystocks/runtime/testing";
import { readRunning } from "../embedded/running.ts";
import { freePort } from "../testing/free-port.ts";
import { openDataDir, startMonitorProcess, type MonitorProcess } from "../testing/monitor-process.ts";

const TIMEOUT_MS = 120_000;
const TOP = 20;
const PREWARM = "cache_prewarm:market-data";
const EVICT = "cache_evict:market-data";
const NOBODY = "ping:nobody";

let data: Awaited<ReturnType<typeof openDataDir>>;
let monitor: MonitorProcess;
let symbols: string[];
let nobodyUrl: string;
/** Writes the config. */
let declare: (jobs: unknown[]) => Promise<void>;

beforeAll(async () => {
  data = await openDataDir();
  const config = join(dirname(data.path), "monitor.yaml");
  nobodyUrl = `http://127.0.0.1:${await freePort()}/`;
  declare = (jobs) => writeFile(config, JSON.stringify({ serviceJobs: jobs }));
  await declare([{ name: NOBODY, url: nobodyUrl, schedule: { cron: "0 2 * * *" } }]);
  monitor = await startMonitorProcess(data.path, [], {
    // Nobody reads but the test.
    MARKET_DATA_RATE: "0",
    MYSTOCKS_CONFIG: config,
  });
  symbols = (await sample<{ symbols: { symbol: string }[] }>("/symbols")).symbols.map(({ symbol }) => symbol);
}, TIMEOUT_MS);
afterAll(async () => {
  await monitor.end("SIGTERM");
  await data.remove();
}, TIMEOUT_MS);

const sampleUrl = async () => (await readRunning(data.path))?.sampleUrl;

async function sample<T>(path: string): Promise<T> {
  const url = await eventually(sampleUrl, (found) => found !== undefined, TIMEOUT_MS);
  const answer = await fetch(`${url}${path}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return (await answer.json()) as T;
}

interface Tier {
  keyPattern: string;
  hits: number;
  misses: number;
  prewarmed: number;
  entries: number;
  evictions: Record<string, number>;
}
async function klines(): Promise<Tier> {
  const { caches } = await sample<{ caches: Tier[] }>("/api/cache/status");
  return caches.find(({ keyPattern }) => keyPattern === "daily_kline")!;
}

/** The share of first reads that hit. */
async function readHot(): Promise<number> {
  const before = await klines();
  for (const symbol of symbols.slice(0, TOP)) await sample(`/klines/${symbol}?limit=60`);
  return ((await klines()).hits - before.hits) / TOP;
}

/** Ends the sample, which Monitor then starts anew. */
async function restartSample(): Promise<void> {
  const children = (await readFile(`/proc/${monitor.pid}/task/${monitor.pid}/children`, "utf8")).split(" ");
  for (const pid of children.filter((text) => text !== "")) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
    if (command.includes("market-data/main.ts")) process.kill(Number(pid), "SIGTERM");
  }
  const before = await sampleUrl();
  await eventually(sampleUrl, (url) => url !== before, TIMEOUT_MS);
}

const pathOf = (job: string) => `/jobs/${encodeURIComponent(job)}`;

async function runNow(job: string): Promise<JobRun> {
  await eventually(
    () => monitor.api<JobDetail>(pathOf(job)).catch(() => undefined),
    (found) => found !== undefined,
    TIMEOUT_MS,
  );
  const answer = await fetch(`${monitor.baseUrl}/api/v1${pathOf(job)}/run`, {
    method: "POST",
    headers: { authorization: `Bearer ${monitor.token}`, "content-type": "application/json" },
    body: JSON.stringify({ why: "test" }),
  });
  const { planned } = (await answer.json()) as { planned: string };
  const found = await eventually(
    async () => {
      const { items } = await monitor.api<JobRunList>(`${pathOf(job)}/runs?limit=5`);
      return items.find((run) => run.planned === planned);
    },
    (run) => run !== undefined && run.finishedAt !== null,
  );
  return found!;
}

/** What Monitor's own series say of the service, as soon as they say so. */
async function untilMetric(expression: string, wanted: number): Promise<void> {
  const url = `${monitor.baseUrl}/prometheus/api/v1/query?query=${encodeURIComponent(expression)}`;
  await eventually(
    async () => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${monitor.token}` } });
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return Number(data.result[0]?.value[1]);
    },
    (value) => value === wanted,
  );
}

test(
  "the sample has both jobs planned: a quarter of an hour before its day begins, and at 02:00",
  async () => {
    const planned = await eventually(
      async () => (await monitor.api<{ items: JobDetail["job"][] }>("/jobs")).items,
      (jobs) => jobs.some(({ name }) => name === EVICT),
      TIMEOUT_MS,
    );
    const next = (job: string) => planned.find(({ name }) => name === job)?.next?.at.slice(11);
    expect([next(PREWARM), next(EVICT)]).toEqual(["15:45:00.000Z", "18:00:00.000Z"]);
  },
  TIMEOUT_MS,
);

test(
  "after a restart first reads of the hot keys miss; once the job has run they hit, and all counts agree",
  async () => {
    for (let round = 0; round < 3; round++) await readHot();
    await restartSample();
    expect(await readHot()).toBe(0);

    await restartSample();
    const run = await runNow(PREWARM);
    expect(run).toMatchObject({ fate: "ok", cause: null });
    expect(run.figures).toMatchObject({ alreadyWarm: 0, unknown: 0 });
    expect(await klines()).toMatchObject({ hits: 0, misses: 0 });
    const { prewarmed } = await sample<{ prewarmed: { prewarmed: number }[] }>(
      "/api/cache/prewarming/status",
    );
    expect(run.figures!["warmed"]).toBe(TOP);
    expect(prewarmed.reduce((sum, one) => sum + one.prewarmed, 0)).toBe(TOP);
    await untilMetric('sum(mystocks_cache_prewarmed_total{service="market-data"})', TOP);
    expect(await readHot()).toBe(1);
  },
  TIMEOUT_MS,
);

test(
  "eviction leaves what may still be read, and its figures are those of the service's metrics",
  async () => {
    await readHot();
    const before = await klines();
    const run = await runNow(EVICT);
    const after = await klines();
    expect(run).toMatchObject({ fate: "ok", figures: { evicted: 0, expired: 0, idle: 0, forgotten: 0 } });
    expect(after.entries).toBe(before.entries);
    const evict = await fetch(`${await sampleUrl()}/api/cache/evict/manual?unreadSeconds=0`, {
      method: "POST",
    });
    const { evicted, idle } = (await evict.json()) as { evicted: number; idle: number };
    expect(evicted).toBeGreaterThanOrEqual(TOP);
    expect((await klines()).entries).toBe(0);
    await untilMetric('sum(mystocks_cache_evictions_total{service="market-data",reason="idle"})', idle);
  },
  TIMEOUT_MS,
);

test(
  "a service that is not there makes a failed run with its cause, and the default rule JobFailed fires",
  async () => {
    expect(await runNow(NOBODY)).toMatchObject({
      fate: "failed",
      because: { code: "serviceAway", params: { why: expect.stringContaining("ECONNREFUSED") } },
    });
    await eventually(
      () => monitor.api<AlertList>("/alerts"),
      ({ items }) =>
        items.some(({ labels }) => labels["alertname"] === "JobFailed" && labels["job_name"] === NOBODY),
    );
  },
  TIMEOUT_MS,
);

test(
  "an edit of the file is taken over while Monitor runs; one that can't be planned changes nothing",
  async () => {
    const job = (name: string, schedule: unknown) => ({ name, url: nobodyUrl, schedule });
    const names = async () =>
      (await monitor.api<{ items: JobDetail["job"][] }>("/jobs")).items
        .map(({ name }) => name)
        .filter((name) => name.includes(":"));
    const after = [EVICT, PREWARM, "ping:other"];
    await declare([job("ping:other", { at: "close", afterMinutes: 5, calendar: "XSHG" })]);
    expect(await eventually(names, (found) => found.includes("ping:other"))).toEqual(after);
    await declare([job("ping:wrong", { at: "close", calendar: "XSGH" })]);
    const logged = () => readFile(join(data.path, "monitor.log"), "utf8");
    await eventually(logged, (text) => text.includes("serviceJobs[0].schedule calendar"));
    expect(await names()).toEqual(after);
  },
  TIMEOUT_MS,
);
