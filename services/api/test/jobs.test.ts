import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createLogger, Lifecycle, type Role } from "@mystocks/runtime";
import { startScheduler, type JobDefinition } from "@mystocks/schedule";
import { readAudit } from "@mystocks/store/alerting";
import {
  jobDetailSchema,
  jobListSchema,
  jobRunListSchema,
  type JobDetail,
  type JobRunList,
} from "../contract.ts";
import { runApi, type RunningApi } from "./running-api.ts";

const NAME = "quality/日线 daily";
const PATH = `/api/v1/jobs/${encodeURIComponent(NAME)}`;

let api: RunningApi;
const life = new Lifecycle();
beforeAll(async () => {
  api = await runApi();
  const definition = (changed: Partial<JobDefinition>): JobDefinition => ({
    name: NAME,
    schedule: { everySeconds: 1 },
    timeoutMs: 1000,
    catchUp: "none",
    overlap: "skip",
    run: async () => {},
    ...changed,
  });
  startScheduler(
    {
      pool: api.pool,
      log: createLogger("test", "silent"),
      role: "test",
      owner: "test",
      jobs: [
        definition({}),
        definition({
          name: "broken",
          schedule: { at: "close", afterMinutes: 30, calendar: "XSHG" },
          catchUp: { allWithinSeconds: 60 },
          overlap: "queue",
          retries: { times: 1, afterMs: 10 },
          run: async () => {
            throw new Error("no such table");
          },
        }),
      ],
    },
    life,
  );
});
afterAll(async () => {
  await life.stop();
  await api.stop();
});

const detail = async (): Promise<JobDetail> =>
  jobDetailSchema.parse((await api.get(PATH.slice("/api/v1".length))).body);
const runs = async (query = ""): Promise<JobRunList> =>
  jobRunListSchema.parse((await api.get(`${PATH.slice("/api/v1".length)}/runs${query}`)).body);
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
}
const post = (verb: string, why: string, role: Role = "operator", path = PATH) =>
  api.send(`${path}/${verb}`, {
    method: "POST",
    headers: { authorization: `Bearer ${api.tokens.get(role)}`, "content-type": "application/json" },
    body: JSON.stringify({ why }),
  });

test("the list has every job with its policies, its newest runs and its next instant", async () => {
  await until(async () => ((await runs("?fate=ok")).items.length > 2 ? true : undefined));
  const { items, now } = jobListSchema.parse((await api.get("/jobs")).body);
  expect(items.map(({ name }) => name)).toEqual(["broken", NAME]);
  const [broken, daily] = items as [(typeof items)[0], (typeof items)[0]];
  expect(broken).toMatchObject({
    schedule: { at: "close", afterMinutes: 30, calendar: "XSHG" },
    policy: { catchUp: "all", catchUpSeconds: 60, overlap: "queue", retries: { times: 1, afterMs: 10 } },
    recent: [],
    last: null,
    isSilent: false,
  });
  expect(daily.recent.length).toBeGreaterThan(2);
  expect(daily.last).toMatchObject({ fate: "ok" });
  const ahead = Date.parse(daily.next!.at) - Date.parse(now);
  expect(ahead).toBeGreaterThan(0);
  expect(ahead).toBeLessThanOrEqual(1000);
});

test("one job shows its next five instants, and its ledger in pages without a gap", async () => {
  const { upcoming, counts } = await detail();
  expect(upcoming).toHaveLength(5);
  expect(counts.find(({ fate }) => fate === "ok")!.runs).toBeGreaterThan(2);
  const first = await runs("?limit=2");
  const second = await runs(`?limit=2&cursor=${first.next!}`);
  const planned = [...first.items, ...second.items].map((run) => Date.parse(run.planned));
  expect(planned).toEqual(planned.map((_, index) => planned[0]! - index * 1000));
});

test("an operator runs a job now, and the ledger and the audit log say who and why", async () => {
  const answer = await post("run", "the vendor was late", "operator", "/api/v1/jobs/broken");
  expect(answer.status).toBe(200);
  const { planned } = (await answer.json()) as { planned: string };
  const failed = await until(async () => {
    const { body } = await api.get("/jobs/broken/runs?fate=failed");
    return jobRunListSchema.parse(body).items[0];
  });
  expect(failed).toMatchObject({
    planned,
    cause: "no such table",
    attempt: 2,
    askedBy: "operator",
    askedWhy: "the vendor was late",
  });
  const [entry] = await readAudit(api.pool, { subject: "broken", limit: 1 });
  expect(entry).toMatchObject({ actor: "operator", action: "job.run" });
  const { items } = jobListSchema.parse((await api.get("/jobs")).body);
  expect(items[0]).toMatchObject({ last: { fate: "failed" } });
});

test("a paused job says who and why, and is resumed", async () => {
  expect((await post("pause", "maintenance", "admin")).status).toBe(204);
  expect((await detail()).job.paused).toMatchObject({ by: "admin", reason: "maintenance" });
  expect((await detail()).job.successDueAt).toBeNull();
  const skipped = await until(async () => (await runs("?fate=skipped_paused")).items[0]);
  expect(skipped.cause).toBe("paused by admin: maintenance");
  expect(skipped.because).toEqual({ code: "paused", params: { by: "admin", why: "maintenance" } });
  expect((await post("pause", "again")).status).toBe(409);
  expect((await post("resume", "done")).status).toBe(204);
  expect((await detail()).job.paused).toBeNull();
});

test("viewers change nothing, a reason is asked for, and unknown jobs are told so", async () => {
  for (const verb of ["run", "pause", "resume"]) expect((await post(verb, "why", "viewer")).status).toBe(403);
  const blank = await post("run", "  ");
  expect(await blank.json()).toMatchObject({ status: 400, code: "BODY_INVALID", field: "why" });
  expect(await (await post("run", "why", "operator", "/api/v1/jobs/none")).json()).toMatchObject({
    status: 404,
  });
  expect(await api.get("/jobs/none")).toMatchObject({ status: 404, body: { field: "name" } });
});
