import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Stack } from "@mystocks/stack";

import { askedPanels, askedVariables } from "../testing/asked-queries.ts";
import { labelValues, seriesWithData } from "../testing/prometheus-answers.ts";

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
  const headers = { authorization: `Bearer ${await stack.token()}` };
  const response = await fetch(`${stack.urls.dashboard}/api/v1/operations`, { headers });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
}
