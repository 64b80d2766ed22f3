import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Stack } from "@mystocks/stack";

import { askedPanels, askedVariables } from "../testing/asked-queries.ts";
import { labelValues, seriesWithData, tracesBehind } from "../testing/prometheus-answers.ts";

/** The widest window of a query is five minutes, but two scrapes in it are enough; the rest is for a loaded machine. */
const PATIENCE_MS = 90_000;
const STEP_MS = 2_000;

let dir: string;
let stack: Stack;

// The whole stack with the sample's own workload, on a machine that may have to bring the programs first.
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mystocks-grafana-"));
  await chmod(dir, 0o755);
  stack = await Stack.open({ dir, ports: "free" });
  await stack.start();
}, 600_000);

afterAll(async () => {
  await stack.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}, 120_000);

test.each(askedPanels())("$name: each of its queries has data of the sample", async (panel) => {
  // A panel that may be empty must still be understood by Prometheus.
  const wanted = panel.emptyBecause === undefined ? 1 : 0;
  for (const query of panel.queries)
    expect([query, await awaitSeries(query, wanted)]).toEqual([query, expect.any(Number)]);
});

test.each(askedVariables())("$name can be chosen from", async ({ series, label }) => {
  const values = await labelValues(stack.urls.prometheus, series, label);
  expect(values).not.toEqual([]);
  // Monitor's own processes are no services of the platform.
  if (label === "service") expect(values).toEqual(["market-data"]);
});

test("a point of a chart leads to a trace that Monitor has", async () => {
  const panel = askedPanels().find(({ name }) => name === "operations: p95 with its traces");
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const [traceId] = await tracesBehind(stack.urls.prometheus, panel!.queries[0]!);
    const status = traceId === undefined ? 404 : await statusOfApi(`/api/v1/traces/${traceId}`);
    if (status === 200) return;
    if (Date.now() > untilMs) throw new Error(`${traceId ?? "no trace"}: ${status}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
});

/** @returns how many series there are, as soon as there are enough; what is missing when time is up */
async function awaitSeries(query: string, wanted: number): Promise<number | string> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await seriesWithData(stack.urls.prometheus, query);
    if (found >= wanted) return found;
    if (Date.now() > untilMs) return "no data";
    await useTheApi();
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

/** As somebody who looks at Monitor: its API has figures of its own only when it is asked something. */
async function useTheApi(): Promise<void> {
  expect(await statusOfApi("/api/v1/operations")).toBe(200);
}

async function statusOfApi(path: string): Promise<number> {
  const headers = { authorization: `Bearer ${await stack.token()}` };
  const response = await fetch(`${stack.urls.dashboard}${path}`, { headers });
  await response.arrayBuffer();
  return response.status;
}
