import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { storeTemplate } from "@mystocks/store";
import { sendOperation } from "./running-alerting.ts";
import { startServed } from "./served-alerting.ts";
import { until } from "./until.ts";

const RULES = `
groups:
  - name: first
    rules:
      - alert: Always
        expr: vector(1) > 0
        labels: { team: data }
      - record: always:one
        expr: vector(1)
  - name: second
    rules:
      - alert: Later
        expr: vector(1) > 0
        for: 1h
        labels: { team: web }
`;
const DURATION = "mystocks_operation_duration_seconds";

let database: TestDatabase;
let folder: string;
let served: Awaited<ReturnType<typeof startServed>>;
let traceId: string;

beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  folder = await mkdtemp(join(tmpdir(), "grafana-"));
  await writeFile(join(folder, "rules.yml"), RULES);
  served = await startServed(database.url, { rules: [join(folder, "*.yml")], defaultRules: false });
  ({ traceId } = await sendOperation(served.otlpUrl, { name: "load_daily_kline", durationMs: 2500 }));
  await sendOperation(served.otlpUrl, { name: "load_tick", durationMs: 10 });
  await until(
    async () => (await data("query", { query: `count(${DURATION}_count)` })).result[0]?.value[1] === "2",
  );
}, 60_000);
afterAll(async () => {
  await served.life.stop();
  await database.drop();
  await rm(folder, { recursive: true });
}, 60_000);

function ask(path: string, parameters: Record<string, string> | [string, string][] = {}) {
  const query = new URLSearchParams(parameters).toString();
  return served.ask("viewer", "GET", `/prometheus/api/v1/${path}?${query}`);
}
const data = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).body.data;

// What Grafana's Prometheus data source asks for, by what it is for.
test("save and test: the version is told, and one and one is two by a form with basic auth", async () => {
  expect(await data("status/buildinfo")).toMatchObject({ version: expect.stringMatching(/^3\./) });
  const basic = Buffer.from(`grafana:${served.tokens.viewer}`).toString("base64");
  const answer = await fetch(`${served.base}/prometheus/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query: "1+1", time: String(Date.now() / 1000) }),
    headers: { authorization: `Basic ${basic}` },
  });
  expect(await answer.json()).toMatchObject({
    status: "success",
    data: { result: [expect.anything(), "2"] },
  });
  expect((await served.ask("nobody", "GET", "/prometheus/api/v1/query?query=1")).status).toBe(401);
});

test("what there is not is said in JSON, as Prometheus' clients read it", async () => {
  for (const path of ["status/flags", "targets", "status/runtimeinfo"])
    expect(await ask(path)).toMatchObject({ status: 404, body: { status: "error", errorType: "not_found" } });
});

test("the query builder: names, labels and values, no more than asked for, and said when there are more", async () => {
  const names = await data("label/__name__/values");
  // Classic buckets are made for whoever asks for them, and so are listed before.
  expect(names).toEqual(expect.arrayContaining([DURATION, `${DURATION}_bucket`, `${DURATION}_count`]));
  const some = await ask("label/__name__/values", { limit: "2" });
  expect(some.body).toMatchObject({
    data: names.slice(0, 2),
    warnings: ["results truncated due to limit"],
  });
  const one = (await ask("labels", { "match[]": `${DURATION}_count`, limit: "1" })).body;
  expect(one.data).toEqual(["__name__"]);
  const series = (await ask("series", { "match[]": `${DURATION}_count`, limit: "1" })).body;
  expect(series.data).toHaveLength(1);
  expect(series.warnings).toHaveLength(1);
  const query = (await ask("query", { query: `${DURATION}_count`, limit: "1" })).body;
  expect(query.data.result).toHaveLength(1);
  expect(query.warnings).toEqual(["results truncated due to limit"]);
  const refused = await ask("query", { query: "1", limit: "-1" });
  expect(refused).toMatchObject({ status: 400, body: { errorType: "bad_data" } });
  const long = Date.now() / 1000 - 3600;
  expect(await data("label/operation/values", { start: String(long - 60), end: String(long) })).toEqual([]);
});

test("metadata has the types that the sources told", async () => {
  const metadata = await data("metadata");
  expect(metadata[DURATION]).toEqual([{ type: "histogram", help: "", unit: "" }]);
  expect(metadata["mystocks_operation_errors_total"]).toMatchObject([{ type: "counter" }]);
  expect(metadata[`${DURATION}_count`]).toBeUndefined();
  expect(Object.keys(await data("metadata", { metric: DURATION }))).toEqual([DURATION]);
  expect(Object.keys(await data("metadata", { limit: "1" }))).toHaveLength(1);
});

test("a picture of durations has the traces of its slow points", async () => {
  const now = Date.now() / 1000;
  const query = `histogram_quantile(0.9, sum by (le) (rate(${DURATION}_bucket{operation="load_daily_kline"}[1m])))`;
  const [found, ...others] = await data("query_exemplars", {
    query,
    start: String(now - 60),
    end: String(now + 1),
  });
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    seriesLabels: { __name__: `${DURATION}_bucket`, operation: "load_daily_kline" },
    exemplars: [{ labels: { trace_id: traceId }, value: "2.5" }],
  });
  expect(await data("query_exemplars", { query: "up", start: "0", end: String(now) })).toEqual([]);
});

test("rules by name, group, labels and page; never without the time at which they were judged", async () => {
  const groups = async (parameters: Record<string, string> | [string, string][]) =>
    (await data("rules", parameters)).groups.map(
      ({ name, rules }: { name: string; rules: { name: string }[] }) => [
        name,
        ...rules.map((rule) => rule.name),
      ],
    );
  await until(async () => JSON.stringify(await data("rules")).match(/"health":"ok"/g)?.length === 3);
  expect(await groups({ "rule_name[]": "Later" })).toEqual([["second", "Later"]]);
  expect(
    await groups([
      ["rule_name[]", "Later"],
      ["rule_name[]", "Always"],
    ]),
  ).toHaveLength(2);
  expect(await groups({ "rule_group[]": "first", type: "alert" })).toEqual([["first", "Always"]]);
  expect(await groups({ "match[]": '{team="web"}' })).toEqual([["second", "Later"]]);
  const [first] = (await data("rules", { type: "alert", exclude_alerts: "true" })).groups;
  expect(first).toMatchObject({ interval: 1, rules: [{ state: "firing", alerts: [] }] });
  expect(Math.abs(Date.parse(first.lastEvaluation) - Date.now())).toBeLessThan(5000);
  expect(first.rules[0].evaluationTime).toBeGreaterThan(0);
  const page = await data("rules", { group_limit: "1" });
  expect(page.groups).toHaveLength(1);
  const next = await data("rules", { group_limit: "1", group_next_token: page.groupNextToken });
  expect(next).toMatchObject({ groups: [{ name: "second" }] });
  expect(next.groupNextToken).toBeUndefined();
  expect((await ask("rules", { group_limit: "1", group_next_token: "x" })).status).toBe(400);
});

test("a lookback of its own, and no more time than is left", async () => {
  const at = String(Date.now() / 1000 + 20);
  const count = async (more: Record<string, string>) =>
    (await data("query", { query: `${DURATION}_count`, time: at, ...more })).result.length;
  expect(await count({})).toBe(2);
  expect(await count({ lookback_delta: "5s" })).toBe(0);
  const wrong = await ask("query", { query: "1", lookback_delta: "soon" });
  expect(wrong.body.error).toBe(
    'error parsing lookback delta duration: cannot parse "soon" to a valid duration',
  );
  const slow = await ask("query_range", {
    query: `sum(rate(${DURATION}_count[5m:1s]))`,
    start: String(Date.now() / 1000 - 900),
    end: String(Date.now() / 1000),
    step: "1",
    timeout: "1ms",
  });
  expect(slow).toMatchObject({ status: 503, body: { status: "error", errorType: "timeout" } });
});
