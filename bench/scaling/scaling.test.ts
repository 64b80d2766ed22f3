import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { MEASURED, type Measurement } from "./measurements.ts";
import { endOfOnePostgres, sizeOf } from "./model.ts";
import { billOf } from "./prices.ts";
import { LOADS, PAGES, withSizes } from "./table.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const [small, , large, largest] = LOADS;

test.each(Object.entries<Measurement>(MEASURED))("bench/README.md says %s", (_, { bench, says, value }) => {
  const rows = read("../README.md")
    .split("\n")
    .filter((row) => row.startsWith(`| \`${bench}\` |`) && row.includes(says));
  expect(rows).not.toEqual([]);
  // "1,060 to 1,320" is counted by its worse end; the words hold the figure itself.
  expect(says.replaceAll(",", "")).toContain(String(value));
});

// What was measured in another way than what the model starts from.
test("a recorder's core takes as much in the whole pipeline as alone, within a sixth", () => {
  const inPipeline = MEASURED.pipelineSpans.value / MEASURED.recorderCores.value;
  expect(inPipeline / MEASURED.recorderSpans.value).toBeGreaterThan(5 / 6);
  expect(inPipeline / MEASURED.recorderSpans.value).toBeLessThan(7 / 6);
});

test("a core of PostgreSQL takes as much in the whole pipeline as one backend alone, within a sixth", () => {
  const inPipeline = MEASURED.pipelineSpans.value / MEASURED.postgresCores.value;
  expect(inPipeline / MEASURED.backendSpans.value).toBeGreaterThan(5 / 6);
  expect(inPipeline / MEASURED.backendSpans.value).toBeLessThan(7 / 6);
});

test("the pipeline's own 40,000 spans/s need the cores that it was seen to use", () => {
  const { cores } = sizeOf({ ...small!, operations: 40_000, spansPerOperation: 1, utilisation: 1 });
  expect(cores.collector).toBeCloseTo(0.4);
  expect(cores.postgres).toBeCloseTo(0.24);
  expect(cores.recorder).toBeCloseTo(0.39, 2);
});

test("a day of 1,000 spans/s is 29 GB, and a month of the hundredth that is kept 9 more", () => {
  const { disk } = sizeOf({ ...small!, operations: 1_000, spansPerOperation: 1, keptShare: 0.01 });
  expect(disk.spansGb).toBeCloseTo((1_000 * 340 * 86_400 * 1.3) / 1e9, 6);
});

test("one PostgreSQL ends between 10,000 and 100,000 operations a second, by its disk first", () => {
  const { byDisk, byRows } = endOfOnePostgres(large!, 8);
  expect(byDisk).toBeGreaterThan(10_000);
  expect(byDisk).toBeLessThan(100_000);
  expect(byRows).toBeGreaterThan(byDisk);
  const stores = LOADS.map((load) => billOf(sizeOf(load), load.utilisation).store);
  expect(stores).toEqual([
    "PostgreSQL",
    "PostgreSQL",
    "PostgreSQL and ClickHouse",
    "PostgreSQL and ClickHouse",
  ]);
});

test("ten times the work costs more, and never more than ten times as much", () => {
  const bills = LOADS.map((load) => billOf(sizeOf(load), load.utilisation).dollars);
  for (let at = 1; at < bills.length; at++) {
    expect(bills[at]!).toBeGreaterThan(bills[at - 1]!);
    expect(bills[at]!).toBeLessThan(10 * bills[at - 1]! * 1.25);
  }
  expect(sizeOf(largest!).partitions).toBeGreaterThanOrEqual(sizeOf(largest!).recorders);
});

test.each(Object.entries(PAGES))(
  "docs/%s has the table as it is computed: node deploy/local/run.mjs bench/scaling/write-table.ts",
  (page, words) => {
    const text = read(`../../docs/${page}`);
    expect(withSizes(text, words)).toBe(text);
  },
);
