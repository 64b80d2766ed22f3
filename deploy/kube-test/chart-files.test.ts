import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { CHART, chartFiles } from "./chart-files.ts";

// When it fails: node deploy/local/run.mjs deploy/kube-test/write-chart-files.ts
test("dashboards, rules, the Collector's configuration and the values' schema in the chart are those of their sources", async () => {
  const stale: string[] = [];
  for (const [name, text] of await chartFiles())
    if ((await readFile(join(CHART, name), "utf8")) !== text) stale.push(name);
  expect(stale).toEqual([]);
});
