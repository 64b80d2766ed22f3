import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { createLogger, Lifecycle, monitorConfig, type ServiceJob } from "@mystocks/runtime";
import { JobWatch, listRuns, readBoard, requestRun, type Run } from "@mystocks/schedule";
import { FaultLog } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { startQuality, type Quality } from "../app.ts";
import { until } from "./until.ts";

const JOB = "cache_prewarm:market-data";
const log = createLogger("test", "silent");

let store: TestDatabase;
let pool: pg.Pool;
let life: Lifecycle;
let service: Awaited<ReturnType<typeof openService>>;

beforeEach(async () => {
  store = await openTestDatabase(storeTemplate);
  life = new Lifecycle();
  pool = openStorePool({ url: store.url, max: 4, applicationName: "test" }, () => {});
  life.onStop("pool", () => pool.end());
  service = await openService();
});
afterEach(async () => {
  await life.stop();
  service.close();
  await store.drop();
});

/** A service that answers as the test says, and what it was asked. */
async function openService() {
  const calls: { method?: string; url?: string; token?: string; at: number; hungUp: boolean }[] = [];
  let answer = (_request: IncomingMessage, response: ServerResponse) => void response.end('{"warmed": 20}');
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const call = {
      method: method!,
      url: url!,
      token: headers.authorization ?? "",
      at: Date.now(),
      hungUp: false,
    };
    calls.push(call);
    response.once("close", () => (call.hungUp = !response.writableFinished));
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    url: `http://127.0.0.1:${port}`,
    answers: (next: typeof answer) => (answer = next),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** As the config has it, with what is left out. */
const declared = (changed: Record<string, unknown> = {}): ServiceJob[] =>
  monitorConfig.parse({
    serviceJobs: [
      { name: JOB, url: `${service.url}/warm?top=20`, schedule: { cron: "0 2 * * *" }, ...changed },
    ],
  }).serviceJobs;

/** A replica of the quality role. */
async function startReplica(serviceJobs: ServiceJob[]): Promise<Quality> {
  const own = openStorePool({ url: store.url, max: 4, applicationName: "replica" }, () => {});
  life.onStop("replica's pool", () => own.end());
  const bus = createMemoryBus();
  life.onStop("bus", () => bus.close());
  const { quality } = monitorConfig.parse({});
  return startQuality({ ...quality, contracts: [], urls: {}, serviceJobs, pool: own, bus, log }, life);
}

async function runNow(): Promise<Run> {
  await until(async () => (await readBoard(pool, { job: JOB })).jobs.length === 1);
  const planned = await requestRun(pool, { job: JOB, by: "test", why: "test" });
  const find = async () =>
    (await listRuns(pool, { job: JOB, limit: 10 })).find(
      (run) => run.planned.getTime() === planned.getTime() && run.finishedAt !== null,
    );
  await until(async () => (await find()) !== undefined);
  return (await find())!;
}

test("a declared service is called by POST with its token, and its figures stand in the ledger", async () => {
  await startReplica(declared({ token: "s3cret" }));
  expect(await runNow()).toMatchObject({ state: "ok", cause: null, figures: { warmed: 20 } });
  expect(service.calls).toMatchObject([{ method: "POST", url: "/warm?top=20", token: "Bearer s3cret" }]);
  const { rows } = await pool.query("SELECT job::text, policy::text FROM jobs.job");
  expect(JSON.stringify(rows)).not.toContain("s3cret");
});

test("two replicas call once at each planned instant", async () => {
  const everySecond = declared({ schedule: { cron: "* * * * * *" } });
  await Promise.all([startReplica(everySecond), startReplica(everySecond)]);
  await until(async () => (await listRuns(pool, { job: JOB, state: "ok", limit: 10 })).length >= 5);
  await life.stop();
  const store2 = openStorePool({ url: store.url, max: 1, applicationName: "after" }, () => {});
  const runs = await listRuns(store2, { job: JOB, limit: 100 });
  await store2.end();
  expect(runs.filter(({ attempt }) => attempt > 1)).toEqual([]);
  expect(service.calls.length).toBe(runs.filter(({ attempt }) => attempt > 0).length);
  expect(new Set(runs.map(({ planned }) => planned.getTime())).size).toBe(runs.length);
});

test.each([
  [
    "says it failed",
    200,
    '{"success": false, "message": "no hot keys"}',
    "the service answered 200: no hot keys",
  ],
  ["answers 503", 503, '{"detail": "starting"}', "the service answered 503: starting"],
] as const)("a service that %s makes a failed run with its reason", async (_, status, body, cause) => {
  service.answers((__, response) => void response.writeHead(status).end(body));
  await startReplica(declared());
  expect(await runNow()).toMatchObject({ state: "failed", cause, figures: null });
});

test("a redirect is not followed, with or without the token", async () => {
  const elsewhere = await openService();
  service.answers((_, response) => void response.writeHead(307, { location: elsewhere.url }).end());
  await startReplica(declared({ token: "s3cret" }));
  const { state, cause } = await runNow();
  expect([state, cause]).toEqual(["failed", expect.stringContaining(`it redirects to ${elsewhere.url}`)]);
  expect(elsewhere.calls).toEqual([]);
  elsewhere.close();
});

test("a service that is down makes a failed run, which the figure of the default rule JobFailed tells", async () => {
  service.close();
  await startReplica(declared());
  const watch = new JobWatch({ pool, faults: new FaultLog(log) });
  life.onStop("watch", () => watch.stop());
  const fate = () =>
    watch
      .families()
      .find(({ name }) => name === "mystocks_job_last_fate")
      ?.samples.find(({ labels }) => labels["job_name"] === JOB)?.value;
  expect(await runNow()).toMatchObject({
    state: "failed",
    cause: expect.stringMatching(/^the service can't be reached: .*ECONNREFUSED/),
  });
  await until(() => fate() === 1);
}, 20_000);

test("a run over its time is broken off and the service sees it; tried again it may succeed", async () => {
  service.answers(() => {});
  await startReplica(declared({ timeout: "1s", retries: { times: 1, after: "1s" } }));
  const run = runNow();
  await until(() => service.calls.some(({ hungUp }) => hungUp));
  service.answers((_, response) => void response.end('{"warmed": 3}'));
  expect(await run).toMatchObject({ state: "ok", attempt: 2, figures: { warmed: 3 } });
  expect(service.calls).toHaveLength(2);
}, 20_000);

test("an edit is taken over: a job that is gone is retired, a changed one is called anew, a wrong one changes nothing", async () => {
  const quality = await startReplica(declared());
  await runNow();
  quality.callServices(declared({ url: `${service.url}/other` }));
  await runNow();
  expect(service.calls.map(({ url }) => url)).toEqual(["/warm?top=20", "/other"]);
  const wrong = declared({ schedule: { at: "open", calendar: "XSGH" } });
  expect(() => quality.callServices(wrong)).toThrow(/^serviceJobs\[0\]\.schedule calendar: .*XSGH/);
  await runNow();
  quality.callServices([]);
  await until(async () => (await readBoard(pool, { job: JOB })).jobs.length === 0);
}, 20_000);

test.each([
  [{ cron: "0 25 * * *" }, /^serviceJobs\[0\]\.schedule cron "0 25 \* \* \*" in Asia\/Shanghai/],
  [{ cron: "0 2 * * *", timeZone: "Asia/Shangai" }, /^serviceJobs\[0\]\.schedule cron .* in Asia\/Shangai/],
  [{ cron: "0 2 * * *", days: "first_of_month" }, /^serviceJobs\[0\]\.schedule days: without a calendar/],
  [{ at: "open", afterMinutes: -9_000, calendar: "XSHG" }, /^serviceJobs\[0\]\.schedule afterMinutes: -9000/],
])("a schedule of %j is refused by its field, with the way out", async (schedule, problem) => {
  const refused = startReplica(declared({ schedule }));
  await expect(refused).rejects.toThrow(problem);
  await expect(refused).rejects.toMatchObject({ code: "CONFIG_INVALID", remedy: expect.any(String) });
});
