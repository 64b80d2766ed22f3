import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { count, eventually, runService, type RunningService } from "./running-service.ts";

const TOP = 20;
const PREWARM = "/api/cache/prewarming/trigger";
const EVICT = "/api/cache/evict/manual";

let running: RunningService;
beforeAll(async () => {
  running = await runService(40, 0);
}, 30_000);
afterEach(() => running.sql.query("TRUNCATE cache_hot_key"));
afterAll(() => running.close(), 20_000);

/** The hottest first: the first symbol is read most. */
async function readAll(times: number): Promise<void> {
  const { body } = await running.get("/symbols");
  const symbols = (body["symbols"] as unknown as { symbol: string }[]).map(({ symbol }) => symbol);
  for (const [place, symbol] of symbols.slice(0, 30).entries())
    for (let read = 0; read < times + 30 - place; read++) await running.get(`/klines/${symbol}?limit=60`);
}

interface Status {
  caches: { keyPattern: string; hits: number; misses: number; prewarmed: number; entries: number }[];
}
const klines = async () => {
  const { body } = await running.get("/api/cache/status");
  return (body as unknown as Status).caches.find(({ keyPattern }) => keyPattern === "daily_kline")!;
};
const hotKeys = async (limit: number) => {
  const { body } = await running.get(`/api/cache/hot-keys?limit=${limit}`);
  return body["hotKeys"] as unknown as { cacheKey: string; accessCount: number }[];
};
/** Reads each of the keys once; returns the share that hit. */
async function hitRatio(keys: readonly { cacheKey: string }[]): Promise<number> {
  const before = await klines();
  for (const { cacheKey } of keys) await running.get(`/klines/${cacheKey.split(":")[0]}?limit=60`);
  const after = await klines();
  return (after.hits - before.hits) / keys.length;
}

test("after a restart the first reads of the hot keys hit when they are prewarmed, and none does when not", async () => {
  await readAll(1);
  const hot = (await hotKeys(TOP)).filter(({ cacheKey }) => cacheKey.includes("daily_kline"));
  expect(hot.length).toBe(TOP);
  expect(hot[0]!.accessCount).toBeGreaterThan(hot.at(-1)!.accessCount);

  await running.restart();
  expect(await hitRatio(hot)).toBe(0);

  await running.restart();
  const { status, body } = await running.post(`${PREWARM}?top=${TOP}&keepSeconds=960`);
  expect({ status, body }).toEqual({
    status: 200,
    body: { success: true, warmed: TOP, alreadyWarm: 0, unknown: 0 },
  });
  expect(await klines()).toMatchObject({ prewarmed: TOP, hits: 0, misses: 0, entries: TOP });
  expect(await hitRatio(hot)).toBe(1);
  expect((await running.post(`${PREWARM}?top=${TOP}&keepSeconds=900`)).body).toMatchObject({
    warmed: 0,
    alreadyWarm: TOP,
  });
}, 60_000);

test("keys of a cache that may not keep values so long are passed over, and those that name nothing are told", async () => {
  await running.get("/rankings?by=turnover");
  await running.sql.query(
    "INSERT INTO cache_hot_key VALUES ('daily_kline', 'GONE.US:daily_kline:1d:::60', 9, now(), now())",
  );
  const unknown = { warmed: 0, alreadyWarm: 0, unknown: 1 };
  expect((await running.post(`${PREWARM}?keepSeconds=960`)).body).toEqual({ success: true, ...unknown });
  expect((await running.post(PREWARM)).body).toMatchObject({ alreadyWarm: 0, warmed: 1, unknown: 1 });
});

test("a prewarm whose loads fail says so with the database's reason", async () => {
  await running.sql.query(
    "INSERT INTO cache_hot_key VALUES ('daily_kline', '990001.SH:daily_kline:1d:2019-01-01::61', 9, now(), now())",
  );
  await running.switchOn("errors");
  const { status, body } = await running.post(PREWARM);
  await running.heal();
  expect({ status, body }).toMatchObject({ status: 500, body: { code: "PREWARM_FAILED", warmed: 0 } });
  expect(body["detail"]).toMatch(/1 loads of hot keys failed: column .* does not exist/);
});

test("a prewarm begins no load once who asked is gone", async () => {
  await readAll(0);
  await running.restart();
  const locked = await running.sql.connect();
  await locked.query("BEGIN");
  await locked.query("LOCK TABLE daily_kline");
  const url = `http://127.0.0.1:${running.service.port}${PREWARM}`;
  const asked = fetch(url, { method: "POST", signal: AbortSignal.timeout(300) });
  await expect(asked).rejects.toThrow();
  await locked.query("ROLLBACK");
  locked.release();
  const status = await eventually(
    async () => (await running.get("/api/cache/prewarming/status")).body as Record<string, unknown>,
    ({ last }) => last !== null,
  );
  expect(status).toMatchObject({ last: { done: null } });
  expect((await klines()).prewarmed).toBeLessThan(TOP);
}, 30_000);

test("eviction takes what nobody reads and old hot keys, and leaves what is read", async () => {
  await running.get("/klines/SPX.US?limit=61");
  await running.get("/klines/AAPL.US?limit=61");
  await hotKeys(1);
  await running.sql.query(
    "UPDATE cache_hot_key SET last_access = now() - interval '7 days 1 minute' WHERE cache_key LIKE 'SPX%'",
  );
  const before = (await klines()).entries;
  let evicted = { evicted: 0, idle: 0, expired: 0, forgotten: 0 };
  await eventually(
    async () => {
      await running.get("/klines/AAPL.US?limit=61");
      const { body } = await running.post(`${EVICT}?unreadSeconds=1`);
      evicted = {
        evicted: evicted.evicted + body["evicted"]!,
        idle: evicted.idle + body["idle"]!,
        expired: evicted.expired + body["expired"]!,
        forgotten: evicted.forgotten + body["forgotten"]!,
      };
      return (await klines()).entries;
    },
    (entries) => entries === 1,
  );
  expect(evicted.forgotten).toBe(1);
  expect(evicted.evicted).toBe(evicted.idle + evicted.expired);
  expect(before).toBeGreaterThan(1);
  expect(await count(running.sql, "cache_hot_key WHERE cache_key LIKE 'AAPL%'")).toBe(1);
  const { hits } = await klines();
  await running.get("/klines/AAPL.US?limit=61");
  expect((await klines()).hits).toBe(hits + 1);
});

test("reads that can't be written now are written later", async () => {
  await running.sql.query("ALTER TABLE cache_hot_key RENAME TO cache_hot_key_away");
  await running.get("/klines/SPX.US?limit=62");
  expect((await running.get("/api/cache/hot-keys")).status).toBe(500);
  await running.sql.query("ALTER TABLE cache_hot_key_away RENAME TO cache_hot_key");
  expect(await hotKeys(5)).toContainEqual(
    expect.objectContaining({ cacheKey: "SPX.US:daily_kline:1d:::62", accessCount: 1 }),
  );
});

test("without a token only this machine may, and never a web page; with one whoever has it", async () => {
  const post = (port: number, headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}${EVICT}`, { method: "POST", headers }).then(({ status }) => status);
  expect(await post(running.service.port, {})).toBe(200);
  expect(await post(running.service.port, { origin: "http://127.0.0.1:9" })).toBe(403);
  const guarded = await runService(10, 0, "0123456789abcdef");
  try {
    expect(await post(guarded.service.port, {})).toBe(401);
    expect(await post(guarded.service.port, { authorization: "Bearer wrong" })).toBe(401);
    expect(await post(guarded.service.port, { authorization: "Bearer 0123456789abcdef" })).toBe(200);
  } finally {
    await guarded.close();
  }
}, 30_000);
