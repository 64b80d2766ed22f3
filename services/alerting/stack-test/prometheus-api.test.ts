import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { Authenticator, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { startPrometheus, type RealPrometheus } from "@mystocks/promql/testing";
import { openStorePool, storeTemplate } from "@mystocks/store";
import express from "express";
import { startAlertingOn } from "../test/running-alerting.ts";
import { until } from "../test/until.ts";
import { ApiData } from "./api-data.ts";
import { requestsAround, type ApiRequest } from "./prometheus-requests.ts";

const RULES = `
groups:
  - name: first
    interval: 1s
    limit: 5
    rules:
      - record: always:one
        expr: vector(1)
        labels: { team: data }
      - alert: Always
        expr: vector( 1.5 )>0
        labels: { severity: critical }
        annotations: { summary: "{{ $value }} is over 0" }
      - alert: Waiting
        expr: vector(2) > 1
        for: 1h
  - name: second
    interval: 1s
    rules:
      - alert: Never
        expr: vector(1) > 2
        for: 5m
        keep_firing_for: 10m
`;
const SECONDS = 300;
const version = spawnSync("prometheus", ["--version"], { encoding: "utf8" }).stdout ?? "";
const isThere = version.includes("version 2.42.");
const testWithPrometheus = isThere ? test : test.skip;

const endSecond = Math.floor(Date.now() / 1000);
let database: TestDatabase;
let folder: string;
let life: Lifecycle;
let prometheus: RealPrometheus;
let ours: { url: string; token: string };

beforeAll(async () => {
  if (!isThere) return;
  database = await openTestDatabase(storeTemplate);
  folder = await mkdtemp(join(tmpdir(), "prometheus-api-"));
  const rules = join(folder, "rules.yml");
  await writeFile(rules, RULES);
  life = new Lifecycle();
  const data = new ApiData(endSecond - SECONDS, SECONDS);
  const clock = { nowMs: (endSecond - SECONDS) * 1000, isReal: false };
  const bus = createMemoryBus();
  life.onStop("bus", () => bus.close());
  prometheus = await startPrometheus("prometheus", ["--enable-feature=native-histograms"], [rules]);
  life.onStop("Prometheus", () => prometheus.stop());
  await prometheus.write(data.series());
  const pool = openStorePool({ url: database.url, max: 2, applicationName: "prometheus-api" }, () => {});
  life.onStop("pool", () => pool.end());
  const config = monitorConfig.parse({ rules: [rules], defaultRules: false });
  const now = () => (clock.isReal ? Date.now() : clock.nowMs);
  const { router } = await startAlertingOn({ url: database.url, bus, config, now }, life);
  const server = express().use(router).listen(0, "127.0.0.1");
  await once(server, "listening");
  life.onStop("server", () => server.close().closeAllConnections());
  const token = await new Authenticator({ pool }).createToken({ name: "grafana", role: "viewer" });
  ours = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prometheus`, token };
  for (const { second, message } of data.events()) {
    clock.nowMs = second * 1000;
    await bus.publish("mystocks.pulse.v1", [message]);
  }
  clock.isReal = true;
  const newest = new URLSearchParams({ query: "timestamp(pace)", time: String(endSecond) });
  await until(async () => {
    const { body } = await answerOf(ours.url, {
      name: "",
      path: `query?${newest.toString()}`,
      parameters: [],
    });
    return JSON.stringify(body).includes(`"${endSecond}"`);
  });
  // Both have judged each rule.
  await until(async () =>
    (await Promise.all([ours.url, prometheus.url].map(judged))).every((isJudged) => isJudged),
  );
}, 60_000);
afterAll(async () => {
  if (!isThere) return;
  await life.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

const requests = requestsAround(endSecond);

test("the table is long enough to mean something", () => {
  expect(requests.length).toBeGreaterThan(90);
  expect(new Set(requests.map(({ path, name }) => `${path} ${name}`)).size).toBe(requests.length);
});

testWithPrometheus.each(requests.map((request) => [request.path, request.name, request] as const))(
  "%s: %s is answered as Prometheus answers it",
  async (_, __, request) => {
    const [own, theirs] = await Promise.all([answerOf(ours.url, request), answerOf(prometheus.url, request)]);
    expect(comparable(own, request)).toEqual(comparable(theirs, request));
  },
);

interface Answered {
  status: number;
  // Compared as it comes.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

async function answerOf(
  base: string,
  { path, parameters, method }: Pick<ApiRequest, "name" | "path" | "parameters" | "method">,
): Promise<Answered> {
  const form = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value]));
  const query = method === "POST" || parameters.length === 0 ? "" : `?${form.toString()}`;
  const response = await fetch(`${base}/api/v1/${path}${query}`, {
    method: method ?? "GET",
    headers: { authorization: `Bearer ${ours.token}` },
    ...(method === "POST" && { body: form }),
  });
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  return { status: response.status, body: await response.json() };
}

async function judged(base: string): Promise<boolean> {
  const { body } = await answerOf(base, { name: "", path: "rules", parameters: [] });
  const rules = body.data.groups.flatMap((group: { rules: { health: string }[] }) => group.rules);
  return rules.every(({ health }: { health: string }) => health === "ok");
}

/** Without what can't be the same: times of evaluation, wording, the order that Prometheus does not promise. */
function comparable({ status, body }: Answered, { isWordedFreely, path, parameters }: ApiRequest) {
  if (body.status !== "success") {
    const { errorType, error } = body;
    return { status, errorType, ...(!isWordedFreely && { error: unprefixed(error) }) };
  }
  const isSorted = parameters.some(([, value]) => value.startsWith("sort"));
  if (body.data?.resultType === "vector" && !isSorted) body.data.result.sort(byText);
  if (path === "series" || path === "alerts") (body.data.alerts ?? body.data).sort(byText);
  return { status, body: JSON.parse(JSON.stringify(body, timeless)) };
}

/** 2.42 names the parameter in some errors only, 3 in all of them. */
const unprefixed = (error: string) => error.replace(/^invalid parameter "\w+(\[\])?": /, "");

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Bounds of buckets are powers of a root of two, which two libraries may round apart in the last digit. */
const rounded = ([ends, ...figures]: [number, ...string[]]) => [
  ends,
  ...figures.map((figure) => Number(figure).toPrecision(13)),
];

function timeless(this: unknown, key: string, value: unknown): unknown {
  if (key === "buckets") return (value as [number, ...string[]][]).map(rounded);
  if (key === "file") return basename(String(value));
  if (key === "evaluationTime") return typeof value === "number" && value >= 0 && value < 1;
  if (key === "lastEvaluation" || key === "activeAt")
    return Math.abs(Date.parse(String(value)) - Date.now()) < 120_000;
  // Prometheus leaves out an empty set of labels of a rule that records, and a group of which no rule is left in 3.
  if (key === "labels" && Object.keys(value as object).length === 0) return undefined;
  if (key === "groups") return (value as { rules: unknown[] }[]).filter(({ rules }) => rules.length > 0);
  return value;
}
