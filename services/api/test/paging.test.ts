import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { executionListSchema, operationListSchema, requestListSchema } from "../contract.ts";
import { runApi, type RunningApi } from "./running-api.ts";
import { operation } from "./seeded-store.ts";

let api: RunningApi;
const OPERATIONS = 23;

beforeAll(async () => {
  api = await runApi();
  const endMs = Date.now() - 120_000;
  await api.store.add(
    Array.from({ length: OPERATIONS }, (_, index) => ({
      operation: operation({ operation: `load_${index}`, service: index % 2 === 0 ? "even" : "odd" }),
      // Pairs that are equal in every figure: the order must still be one.
      endMs: endMs + (index >> 1),
      durationMs: 3000 + (index >> 1),
      marks: index % 3 === 0 ? 5 : 1,
      kind: 2,
      service: "market-data",
      attributes: {
        "http.request.method": "GET",
        "http.route": `/klines/${index % 4}`,
        "http.response.status_code": index % 5 === 0 ? 500 : 200,
      },
    })),
  );
});
afterAll(() => api.stop());

async function allPages<T>(
  path: string,
  schema: { parse(body: unknown): { items: T[]; next: string | null } },
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page = schema.parse(
      (await api.get(cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`)).body,
    );
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && items.length < 1000);
  return items;
}

test.each(["count", "p95", "max", "errors", "name", "time"])(
  "operations by %s come in pages without holes or repeats",
  async (sort) => {
    const paged = await allPages(`/operations?last=1h&sort=${sort}&limit=5`, operationListSchema);
    const whole = await allPages(`/operations?last=1h&sort=${sort}&limit=200`, operationListSchema);
    expect(paged.map(({ key }) => key.id)).toEqual(whole.map(({ key }) => key.id));
    expect(new Set(paged.map(({ key }) => key.id)).size).toBe(OPERATIONS);
  },
);

test.each(["newest", "slowest"])(
  "executions, %s first, come in pages without holes or repeats",
  async (order) => {
    const paged = await allPages(`/operations/slow?last=1h&order=${order}&limit=4`, executionListSchema);
    expect(new Set(paged.map(({ spanId }) => spanId)).size).toBe(OPERATIONS);
    expect(paged).toHaveLength(OPERATIONS);
    const ranks = paged.map((one) => (order === "newest" ? Date.parse(one.endedAt) : one.durationMs));
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
  },
);

test("requests come in pages without holes or repeats", async () => {
  const paged = await allPages("/requests?last=1h&limit=7", requestListSchema);
  expect(new Set(paged.map(({ spanId }) => spanId)).size).toBe(OPERATIONS);
});

test("a cursor is refused on a list with other parameters", async () => {
  const { next } = operationListSchema.parse((await api.get("/operations?last=1h&limit=5")).body);
  const { status } = await api.get(`/operations?last=1h&limit=5&service=even&cursor=${next}`);
  expect(status).toBe(400);
});

test("a changed cursor is refused", async () => {
  const { next } = operationListSchema.parse((await api.get("/operations?last=1h&limit=5")).body);
  const changed = Buffer.from(
    Buffer.from(next!, "base64url")
      .toString()
      .replace(/"id":\d+/, '"id":1'),
  ).toString("base64url");
  expect((await api.get(`/operations?last=1h&limit=5&cursor=${changed}`)).status).toBe(400);
});

test("the window of the first page holds for the next", async () => {
  const first = operationListSchema.parse((await api.get("/operations?last=1h&limit=5")).body);
  const second = operationListSchema.parse(
    (await api.get(`/operations?last=1h&limit=5&cursor=${first.next}`)).body,
  );
  expect(second.window).toEqual(first.window);
});

test("filters narrow operations and their total, not the choices", async () => {
  const list = operationListSchema.parse(
    (await api.get("/operations?last=1h&service=odd&search=LOAD_1")).body,
  );
  expect(list.items.map(({ key }) => key.operation).sort()).toEqual(
    ["load_1", "load_11", "load_13", "load_15", "load_17", "load_19"].sort(),
  );
  expect([list.total, list.facets.services]).toEqual([6, ["even", "odd"]]);
});

test("failed=true lists the failed executions only", async () => {
  const failed = await allPages("/operations/slow?last=1h&failed=true&limit=200", executionListSchema);
  expect([failed.length, failed.every((one) => one.failed)]).toEqual([Math.ceil(OPERATIONS / 3), true]);
});

test("requests are filtered by status class and route, routes get exact figures", async () => {
  const list = requestListSchema.parse((await api.get("/requests?last=1h&status=5xx")).body);
  expect([list.items.length, list.items.every(({ status, failed }) => status === 500 && failed)]).toEqual([
    5,
    true,
  ]);
  const route = requestListSchema.parse((await api.get("/requests?last=1h&route=%2Fklines%2F0")).body);
  expect(route.routes).toMatchObject([
    { method: "GET", route: "/klines/0", count: 6, errors: 3, maxMs: 3010 },
  ]);
});

test("routes are counted only as far back as every request is stored", async () => {
  await api.pool.query("UPDATE telemetry.span_horizon SET end_ns = $1", [BigInt(Date.now()) * 1_000_000n]);
  const { body } = await api.get("/requests?last=1h");
  const { routes, routesFrom, window } = requestListSchema.parse(body);
  expect([routes, Date.parse(routesFrom!) > Date.parse(window.from)]).toEqual([[], true]);
});
